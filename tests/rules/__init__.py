"""Rules that hold for every page or module."""

"""Tests of `battkomp/content/search`."""

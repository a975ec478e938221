"""Search in the content."""

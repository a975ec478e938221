"""The web: site map, URLs, rendering, page frame, errors and health."""

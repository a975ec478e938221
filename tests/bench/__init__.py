"""How fast the site is, beside nginx with the same bytes: `make bench`."""

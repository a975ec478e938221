"""The benchmark: the site beside nginx, at several sizes of the content (`make bench`)."""

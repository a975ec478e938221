"""How a page is put together."""

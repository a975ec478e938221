"""The WSGI application, for any server."""

from battkomp import create_app

app = create_app()

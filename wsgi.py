"""The WSGI application, for any server."""

from battkomp import create_app, deliveries, signals

app = create_app()
deliveries.start(app)
signals.wake_the_main_thread()

"""The WSGI application, for any server."""

import sys

from battkomp import create_app, deliveries, signals
from battkomp.settings import BadSettingError

try:
    app = create_app()
except BadSettingError as error:
    sys.exit(f"Error: {error}")  # whoever starts the site has to read it, and nothing else
deliveries.start(app)
signals.wake_the_main_thread()

"""The WSGI application, for any server."""

import sys

from battkomp import create_app
from battkomp.contact import worker
from battkomp.operations import signals
from battkomp.settings import BadSettingError

try:
    app = create_app()
except BadSettingError as error:
    sys.exit(f"Error: {error}")  # whoever starts the site has to read it, and nothing else
worker.start(app)
signals.wake_the_main_thread()

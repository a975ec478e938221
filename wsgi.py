"""The WSGI application, for any server."""

import sys

from battkomp import create_app
from battkomp.contact import worker
from battkomp.settings import BadSettingError

try:
    app = create_app()
except BadSettingError as error:
    sys.exit(f"Error: {error}")  # one line for the operator, without a traceback
worker.start(app)

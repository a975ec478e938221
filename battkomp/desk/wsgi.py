"""The WSGI application of the desk, for any server."""

import sys

from battkomp.desk import create_desk, schedule
from battkomp.settings import BadSettingError

try:
    app = create_desk()
except BadSettingError as error:
    sys.exit(f"Error: {error}")  # one line for the operator, without a traceback
schedule.start(app)

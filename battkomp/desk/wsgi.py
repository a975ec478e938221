"""The WSGI application of the desk, for any server."""

import sys
from importlib.util import find_spec

from battkomp.desk import create_desk, schedule
from battkomp.settings import BadSettingError

if find_spec("webauthn") is None:
    sys.exit("Error: the packages of the desk are missing: see requirements-desk.txt")
try:
    app = create_desk()
except BadSettingError as error:
    sys.exit(f"Error: {error}")  # one line for the operator, without a traceback
schedule.start(app)

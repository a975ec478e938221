"""The accessibility statement."""

from flask import Response

from battkomp.pages import test_record
from battkomp.web.blueprints import LocalizedBlueprint
from battkomp.web.rendering import render_page

bp = LocalizedBlueprint("accessibility", __name__)


@bp.page()
def index() -> Response:
    """Show which claims the last recorded run of the tests has backed."""
    return render_page("accessibility", tested=test_record.last_run())

"""What the site says of itself: accessibility and privacy."""

from flask import Response

from battkomp.http.logs import KEPT_DAYS
from battkomp.pages import test_record
from battkomp.web.blueprints import LocalizedBlueprint
from battkomp.web.context import content, settings
from battkomp.web.languages import current_language
from battkomp.web.rendering import render
from battkomp.web.sitemap import location

bp = LocalizedBlueprint("about", __name__)


@bp.page("accessibility")
def accessibility() -> Response:
    """What the site does so that everyone can use it."""
    page = content().page("accessibility")
    return render(
        "pages/accessibility.html",
        location("accessibility"),
        page=page,
        tested=test_record.last_run(),
    )


@bp.page("privacy")
def privacy() -> Response:
    """What the site knows about its visitors."""
    return render(
        "pages/privacy.html",
        location("privacy"),
        page=content().page("privacy"),
        logged_days=KEPT_DAYS if settings().access_log else None,
        organisation=content().contact.organisation.name,
        contact=location("contact").address(current_language()),
        retention_days=settings().retention_days,
        has_form=not settings().static_site,
        has_mail=settings().mail_server is not None,
    )

"""What the site says of itself: accessibility and privacy."""

from flask import Response

from battkomp.context import reading, settings
from battkomp.languages import current_language
from battkomp.logs import KEPT_DAYS
from battkomp.navigation import location
from battkomp.rendering import render
from battkomp.site import tested
from battkomp.site.kept import kept
from battkomp.site.localized import LocalizedBlueprint

bp = LocalizedBlueprint("about", __name__)


@bp.page("accessibility")
def accessibility() -> Response:
    """What the site does so that everyone can use it."""
    page = reading().page("accessibility")
    return render(
        "about/accessibility.html", location("accessibility"), page=page, tested=tested.last_run()
    )


@bp.page("privacy")
def privacy() -> Response:
    """What the site knows about its visitors."""
    return render(
        "about/privacy.html",
        location("privacy"),
        page=reading().page("privacy"),
        logged_days=KEPT_DAYS if settings().access_log else None,
        organisation=reading().contact.organisation.name,
        contact=location("contact").address(current_language()),
        kept=kept(),
        retention_days=settings().retention_days,
        has_form=not settings().edition,
        has_mail=settings().mail_server is not None,
    )

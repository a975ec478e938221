"""The privacy notice."""

from flask import Response

from battkomp.http.logs import KEPT_DAYS
from battkomp.web.context import content, settings
from battkomp.web.languages import current_language
from battkomp.web.rendering import render_page
from battkomp.web.sitemap import location
from battkomp.web.urls import LocalizedBlueprint

bp = LocalizedBlueprint("privacy", __name__)


@bp.page()
def index() -> Response:
    """Show which data is stored about visitors and senders of messages."""
    return render_page(
        "privacy",
        logged_days=KEPT_DAYS if settings().access_log else None,
        organisation=content().contact.organisation.name,
        contact=location("contact").address(current_language()),
        retention_days=settings().retention_days,
        has_form=not settings().static_site,
        has_mail=settings().smtp_host is not None,
    )

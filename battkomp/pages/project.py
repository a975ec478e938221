"""The pages about the project and the site itself."""

from typing import Any

from battkomp.contact.inbox import TOPICS
from battkomp.content.model import FindingKind, PhaseStatus
from battkomp.data.datasets import every_dataset
from battkomp.data.files import dialect
from battkomp.http.logs import KEPT_DAYS
from battkomp.settings import EVENT_DAYS, JOURNAL_DAYS
from battkomp.web.context import content, settings
from battkomp.web.languages import current_language, site_languages
from battkomp.web.locations import all_locations, location
from battkomp.web.text_links import GlossaryLinks

_LEADS = ("findings", "timeline", "chain")  # pages with the results of the project


def home() -> dict[str, Any]:
    """Return what the project is, how far its parts are, and links to its results."""
    found = content()
    last = found.phases[-1]
    return {
        "phases_page": found.page("phases"),
        "partners": [one.name for one in found.partners],
        "started": found.started,
        "ended": last.handed_over if last.status is PhaseStatus.LAUNCHED else None,
        "points": found.finding_counts[FindingKind.POINTS],
        "measures": found.finding_counts[FindingKind.MEASURES],
        "figures": found.featured,
        "leads": [found.page(key) for key in _LEADS],
        "glossed": GlossaryLinks(found.term_forms),
    }


def board() -> dict[str, Any]:
    """Return the members of the board, and the organisations that they represent."""
    found = content()
    organisations = found.board_organisations
    return {"board": found.board, "seats": found.seats, "organisations": organisations}


def about() -> dict[str, Any]:
    """Return the author of the presentation, and the day on which any content last changed."""
    found = content()
    entries = [entry for place in all_locations(found) for entry in place.entries(found)]
    return {
        "organisation": found.contact.organisation.name,
        "subject": TOPICS["correction"],
        "changed_on": found.changed_on(entries),
    }


def data() -> dict[str, Any]:
    """Return the data sets, and the dialect of their files in each language."""
    dialects = [(language, dialect(language)) for language in site_languages()]
    return {"datasets": every_dataset(), "dialects": dialects}


def privacy() -> dict[str, Any]:
    """Return which data is stored about visitors, senders of messages and editors."""
    return {
        "logged_days": KEPT_DAYS if settings().access_log else None,
        "organisation": content().contact.organisation.name,
        "contact": location("contact").address(current_language()),
        "retention_days": settings().retention_days,
        "has_form": not settings().static_site,
        "has_mail": settings().smtp_host is not None,
        "has_desk": settings().desk_url is not None and not settings().static_site,
        "journal_days": JOURNAL_DAYS,
        "event_years": EVENT_DAYS // 365,
    }

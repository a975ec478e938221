"""The words for coded values, parts of the project and links: one vocabulary for all outputs.

Pages, data sets, the feed and the calendar read their words here.
"""

from flask_babel import gettext, pgettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup, escape

from battkomp.content.model import MilestoneKind, PhaseStatus, Text
from battkomp.content.views import Milestone, Phase
from battkomp.web.formats import long_date, partial_date
from battkomp.web.languages import site_languages

# By the kind of code: the words within a sentence or a cell of a table.
VALUES = {
    "group": {
        "needs": _("the needs"),
        "points": _("the ten points"),
        "gaps": _("the gap analysis"),
        "sprints": _("the sprints"),
        "measures": _("the five measures"),
    },
    "state": {
        "preliminary": _("preliminary"),
        "replaced": _("replaced"),
    },
    "kind": {
        "project": _("the project"),
        "context": _("context"),
        "since": _("since the project"),
    },
    "unit": {
        # Translators: the unit of a figure that counts things.
        "count": _("number"),
        "percent": _("per cent"),
        "nok-million": _("NOK million"),
        "nok-billion": _("NOK billion"),
    },
    "qualifier": {
        "exact": _("exactly"),
        # Translators: before a number.
        "about": _("about"),
        "at-least": _("at least"),
        "more-than": _("more than"),
        "up-to": _("up to"),
    },
    "category": {
        "partner": _("partner in the project"),
        "network": _("network or cluster"),
        "company": _("company"),
        "public": _("public body or education"),
        "european": _("European initiative"),
    },
    "status": {
        "planned": _("planned"),
        "under-way": _("in progress"),
        "launched": _("completed"),
    },
}

# By the kind of code: the words that stand alone, such as a heading. Their order is that of pages.
HEADINGS = {
    "group": {
        "needs": _("Needs"),
        "points": _("The ten points"),
        "gaps": _("Gaps and recommendations"),
        "sprints": _("Sprint themes"),
        "measures": _("The five measures"),
    },
    "state": {
        "preliminary": _("Preliminary"),
        "replaced": _("Replaced by:"),
    },
    "kind": {
        "project": _("The project"),
        "context": _("Context"),
        "since": _("Since the project"),
    },
    "category": {
        "partner": _("Project partners"),
        "network": _("Networks and associations"),
        "company": _("Companies"),
        "public": _("Public bodies and education"),
        "european": _("European initiatives"),
    },
    "companion": {
        # Translators: the languages of the website, beside each other.
        "side_by_side": _("Side by side"),
        # Translators: the changes of a page.
        "history": _("History"),
    },
    "status": {
        "planned": _("Planned"),
        "under-way": _("In progress"),
        "launched": _("Completed"),
    },
    "publication": {
        "first": _("The website was published"),
        "restore": _("Earlier content was restored"),
        "undo": _("A change was undone"),
    },
}


def value_label(code: str, kind: str) -> str:
    """Return the words for a code within a sentence or a table.

    :raises KeyError: if there are no words for it.
    """
    return str(VALUES[kind][code])


def heading_label(code: str, kind: str) -> str:
    """Return the words for a code as a heading or a mark.

    :raises KeyError: if there are no words for it.
    """
    return str(HEADINGS[kind][code])


def milestone_label(milestone: Milestone) -> str:
    """Return the words beside the date of a milestone: whose it is."""
    if milestone.kind is not MilestoneKind.PROJECT:
        return heading_label(milestone.kind.value, "kind")
    if milestone.part:
        return str(gettext("BattKOMP, part %(number)s", number=milestone.part))
    return "BattKOMP"


def phase_heading(phase: Phase, *, is_short: bool = False) -> Markup:
    """Return the number and the title of a part of the project, as HTML.

    :param is_short: whether its name in menus takes the place of the title.
    """
    message = gettext("Part %(number)s: %(title)s")
    title = phase.menu_label if is_short else phase.title
    return escape(message) % {"number": phase.number, "title": title}


def phase_status(phase: Phase) -> str:
    """Return how far a part of the project is, in a word or two."""
    return heading_label(phase.status.value, "status")


def phase_launch(phase: Phase) -> Markup:
    """Return when a part of the project was or is to be launched, in a sentence."""
    is_over, handed_over = phase.status is PhaseStatus.LAUNCHED, phase.handed_over
    if phase.launched_on:
        if is_over:
            message = gettext("This part was launched on %(date)s.")
        else:
            message = gettext("This part will be launched on %(date)s.")
        return escape(message) % {"date": long_date(phase.launched_on)}
    if not handed_over:
        return escape(gettext("The launch date is not known."))
    if not is_over:
        message = gettext("Presentation of the results: %(date)s.")
    elif handed_over.season:
        # Translators: the date is a season, as in "in spring 2022" and "våren 2022".
        message = pgettext("season", "The results were presented in %(date)s.")
    elif handed_over.day:
        message = gettext("The results were presented on %(date)s.")
    else:
        message = gettext("The results were presented in %(date)s.")
    return escape(message) % {"date": partial_date(handed_over)}


def phase_date(phase: Phase) -> Markup:
    """Return when a part of the project was or is to be launched, in a few words."""
    is_over = phase.status is PhaseStatus.LAUNCHED
    if phase.launched_on:
        message = gettext("Launched %(date)s") if is_over else gettext("Launch: %(date)s")
        return escape(message) % {"date": long_date(phase.launched_on)}
    if not phase.handed_over:
        return escape(gettext("The launch date is not known."))
    message = gettext("Presented %(date)s") if is_over else gettext("Presentation: %(date)s")
    return escape(message) % {"date": partial_date(phase.handed_over)}


def link_label(text: Text | Markup, is_fallback: bool | None = None) -> Markup:
    """Return the text of a link, with the language of the page if that is not the reader's.

    :param is_fallback: whether the page is in the source language; by default, whether the text is.
    """
    if is_fallback is None:
        is_fallback = isinstance(text, Text) and text.is_fallback
    if not is_fallback:
        return escape(text)
    return escape(text) + f" ({gettext(site_languages().source.english_name)})"


def phase_label(phase: Phase) -> Markup:
    """Return the text of a link to a part of the project."""
    return link_label(phase_heading(phase), phase.is_fallback)

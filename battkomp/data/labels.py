"""What data sets call things that are one of a few."""

from __future__ import annotations

from flask_babel import lazy_gettext

from battkomp.data.models import Named

_WORDS = {
    "group": {
        "needs": lazy_gettext("what the survey showed"),
        "points": lazy_gettext("the ten points"),
        "gaps": lazy_gettext("the gap analysis"),
        "sprints": lazy_gettext("the sprints"),
        "measures": lazy_gettext("the five measures"),
    },
    "state": {
        "preliminary": lazy_gettext("preliminary"),
        "confirmed": lazy_gettext("confirmed"),
        "replaced": lazy_gettext("replaced"),
    },
    "kind": {
        "project": lazy_gettext("the project"),
        "context": lazy_gettext("around the project"),
        "since": lazy_gettext("since the project"),
    },
    "unit": {
        "count": lazy_gettext("number"),
        "percent": lazy_gettext("per cent"),
        "nok-million": lazy_gettext("NOK million"),
        "nok-billion": lazy_gettext("NOK billion"),
    },
    "qualifier": {
        "exact": lazy_gettext("exactly"),
        "about": lazy_gettext("about"),
        "at-least": lazy_gettext("at least"),
        "more-than": lazy_gettext("more than"),
        "up-to": lazy_gettext("up to"),
    },
    "category": {
        "partner": lazy_gettext("partner in the project"),
        "network": lazy_gettext("network or cluster"),
        "company": lazy_gettext("company"),
        "public": lazy_gettext("public body or education"),
        "european": lazy_gettext("European initiative"),
    },
    "status": {
        "planned": lazy_gettext("planned"),
        "under-way": lazy_gettext("under way"),
        "launched": lazy_gettext("launched or handed over"),
    },
}


def named(kind: str, code: str) -> Named:
    """Return one of the things of a kind, with its words.

    :raises KeyError: if there are no words for it.
    """
    return Named(code, _WORDS[kind][code])

"""Addresses for programs, by language."""

from __future__ import annotations

# Written out: people have given these to their programs.
FEEDS = {"nb": "/nb/endringer.atom", "en": "/en/changes.atom"}
CALENDARS = {"nb": "/nb/milepaeler.ics", "en": "/en/milestones.ics"}
SEARCHES = {"nb": "/nb/opensearch.xml", "en": "/en/opensearch.xml"}
MANIFESTS = {"nb": "/nb/manifest.webmanifest", "en": "/en/manifest.webmanifest"}
TYPES = {
    "application/atom+xml; charset=utf-8": FEEDS,
    "text/calendar; charset=utf-8": CALENDARS,
    "application/opensearchdescription+xml; charset=utf-8": SEARCHES,
    "application/manifest+json": MANIFESTS,
}
DOCUMENTS = tuple(address for group in TYPES.values() for address in group.values())

TIMELINES = {"nb": "/nb/tidslinje", "en": "/en/timeline"}
NASTY = "Å & <b>ord</b> ]]> \"sitat\", 'apostrof'; \\n, {x} – slutt"

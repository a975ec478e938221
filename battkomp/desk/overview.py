"""The first page of the desk: everything that waits, a search in all texts, and all entries."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from flask import Response, request

from battkomp.content.agreement.check import Found, excerpt
from battkomp.content.entry import Entry
from battkomp.content.model import Place
from battkomp.content.remarks import Remark, remarks_about
from battkomp.db import connections
from battkomp.desk import sets, users
from battkomp.desk.access import bp
from battkomp.desk.rendering import render
from battkomp.desk.sets import CHANGEABLE, SetState
from battkomp.spelling import alike
from battkomp.web.context import content, settings
from battkomp.web.locations import all_locations


@bp.get("")
def overview() -> Response:
    """Show what waits; with words in the query, the texts that have them."""
    live, query = content(), " ".join(request.args.get("q", "").split())[:200]
    values = live.snapshot.document.values
    with connections.snapshot(settings().desk_file) as db:
        changing = sets.everything(db, *CHANGEABLE)
        published = sets.everything(db, SetState.PUBLISHED)[:5]  # these can be undone
        names = users.names(db)
    return render(
        "desk/overview.html",
        query=query,
        hits=list(_hits(query, values)),
        sets=[*changing, *published],
        names=names,
        found={} if query else _found(live.snapshot.mark, live.today),
        set_of={place: one for one in reversed(changing) for place in one.proposals},
        live=live,
        pages=_pages(),
        values=values,
    )


@lru_cache(maxsize=4)
def _found(_mark: str, today: date) -> dict[str, dict[Place, list[Remark]]]:
    """Return the remarks about the live content by matter and place, until it changes."""
    found: dict[str, dict[Place, list[Remark]]] = defaultdict(lambda: defaultdict(list))
    for one in remarks_about(content().snapshot, today):
        found[one.matter.value][one.place].append(one)
    return found


def _hits(query: str, values: Mapping[Place, str]) -> Iterator[tuple[Place, tuple[str, ...]]]:
    """Yield the texts that have the words of a query: those before them, they, and those after."""
    words = r"\s+".join(map(re.escape, alike(query).split()))
    pattern = re.compile(words or "(?!)", re.IGNORECASE)
    for place, text in values.items():
        if place[2] and (found := pattern.search(alike(text))):
            around = excerpt(text, Found("", *found.span()))
            first, last = next(pattern.finditer(alike(around))).span()
            yield place, (around[:first], around[first:last], around[last:])


def _pages() -> dict[str, Sequence[Entry[Any]]]:
    """Return the entries that each page shows, by its own entry; of "", those on no page."""
    live = content()
    pages = {here.subject: here.own_entries(live)[1:] for here in all_locations(live)}
    known = {*pages, *(one.subject for shown in pages.values() for one in shown)}
    rest = (one for one in live.snapshot.document.entries() if one.subject not in known)
    return pages | {"": tuple(rest)}

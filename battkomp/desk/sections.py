"""The entries of a section: their order, new ones, and removals."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from itertools import chain, count
from uuid import UUID, uuid4

import msgspec
from flask import Response, abort, make_response, redirect, request, url_for

from battkomp.content.changes import Place
from battkomp.content.entry import Words, word_fields
from battkomp.content.files import ORDER, SECTIONS
from battkomp.content.model import Text
from battkomp.db import connections
from battkomp.desk import facts, sets
from battkomp.desk.access import bp, signed_in
from battkomp.desk.draft import EntryDraft
from battkomp.desk.pages import render
from battkomp.desk.sets import CHANGEABLE, Edit, hash_of
from battkomp.desk.users import Role
from battkomp.spelling import one_line
from battkomp.web.context import content, settings
from battkomp.web.languages import current_language

# Pages show these in the order of the section, and others by date, by number or by name.
_ORDERED = ("charts", "figures", "findings", "organisations", "seats", "steps")
_LETTERS = str.maketrans({"æ": "ae", "ø": "o"})
_LONGEST_KEY = 40

Wanted = dict[Place, str | None]


@bp.get("/content/<section>")
def section(section: str) -> Response:
    """Show the entries of a section, as a set has them or as they are live."""
    return _page(_draft(section))


@bp.post("/content/<section>")
def arrange(section: str) -> Response:
    """Move an entry, remove it, put it back, or add one, as the button says that was used."""
    draft, form = _draft(section), request.form
    order, live = _order(draft), _keys(draft.live, section)
    if "add" in form and section != "pages":
        return _add(draft, order, one_line(form["add"]))
    act = next((one for one in ("up", "down", "remove", "restore") if one in form), "")
    key, rest = form.get(act, ""), [one for one in order if one != form.get(act)]
    if section == "pages" or key not in (live if act == "restore" else order):
        abort(400)  # the site map has the pages
    places = {place for place in (*draft.live, *draft.proposals) if place[0] == f"{section}.{key}"}
    wanted: Wanted = {}
    if act == "remove":
        wanted |= dict.fromkeys(places)
    elif act == "restore":
        wanted |= {place: draft.live.get(place) for place in places}
        before = [rest.index(one) + 1 for one in live[: live.index(key)] if one in rest]
        rest.insert(max(before, default=0), key)
    else:
        rest.insert(max(order.index(key) + (1 if act == "down" else -1), 0), key)
    address = url_for("desk.section", section=section, set=draft.key, done=f"{act}.{key}")
    return _saved(draft, replace(draft, subject=f"{section}.{key}").title, rest, wanted, address)


def _add(draft: EntryDraft, order: list[str], name: str) -> Response:
    """Add an entry that has only a name, in the source language, and show its page."""
    section, words = draft.subject, word_fields(draft.kind)
    if not name:
        return _page(draft, 422)
    key = _new_key(draft, name)
    subject, fact = f"{section}.{key}", msgspec.json.encode(name).decode()
    named = (subject, words[0], settings().tags[0]) if words else (subject, "name", "")
    address = url_for("desk.entry", subject=subject, set=draft.key)
    title = {settings().tags[0]: name}
    return _saved(draft, title, [*order, key], {named: name if words else fact}, address)


def _new_key(draft: EntryDraft, name: str) -> str:
    """Return a key that neither the live content nor an open set has. Phases have numbers."""
    with connections.snapshot(settings().desk_file) as db:
        places = [place for one in sets.everything(db, *CHANGEABLE) for place in one.proposals]
    taken = {place[0] for place in chain(places, draft.live)}
    letters = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    plain = re.sub("[^a-z0-9]+", "-", letters.encode("ascii", "ignore").decode())
    stem = plain.strip("-")[:_LONGEST_KEY].strip("-") or "entry"
    first, others = ([], "{}") if draft.subject == "phases" else ([stem], stem + "-{}")
    keys = chain(first, map(others.format, count(2)))
    return next(key for key in keys if f"{draft.subject}.{key}" not in taken)


def _saved(
    draft: EntryDraft, title: Words, order: list[str], wanted: Wanted, address: str
) -> Response:
    """Save values in the set, without those that are as they are live, and go to an address."""
    wanted[draft.subject, ORDER, ""] = msgspec.json.encode(order).decode()
    changed = {k: one for k, one in wanted.items() if one != draft.everything.get(k)}
    user, now = signed_in(), settings().now()
    with connections.writing(settings().desk_file) as db:
        if not _is_open(draft) or sets.find(db, draft.key) != draft.change_set:
            return _page(draft, 409)
        if changed:
            sets.create(db, draft.key, title, user.id, now)
        for place, value in changed.items():
            live, own = draft.live.get(place), draft.proposals.get(place)
            if value == live:
                sets.discard(db, draft.key, place, now)
            else:
                edit = Edit(place, value, hash_of(live), None, own.version if own else 0)
                sets.save(db, draft.key, edit, user.id, now)
    return make_response(redirect(address, 303))


def _is_open(draft: EntryDraft) -> bool:
    return draft.change_set is None or draft.change_set.is_changeable


def _draft(section: str) -> EntryDraft:
    """Return the section as the set of the request has it, or answer with 404."""
    if section not in SECTIONS or SECTIONS[section].is_single:
        abort(404)
    default = uuid4() if request.method == "GET" else None
    key = str(request.args.get("set", default, UUID) or abort(404))
    with connections.snapshot(settings().desk_file) as db:
        return EntryDraft(section, key, content().snapshot, sets.find(db, key))


def _keys(values: Mapping[Place, str], section: str) -> list[str]:
    return msgspec.json.decode(values[section, ORDER, ""], type=list[str])


def _order(draft: EntryDraft) -> list[str]:
    """Return the keys in the order of the set, with what others have added or removed since."""
    names = (place[0].partition(".") for place in draft.everything)
    present = {key for section, _, key in names if section == draft.subject}
    keys = [one for one in _keys(draft.everything, draft.subject) if one in present]
    live = [one for one in _keys(draft.live, draft.subject) if one in present]
    for place, key in enumerate(live):
        if key not in keys:
            keys.insert(keys.index(live[place - 1]) + 1 if place else 0, key)
    return keys


def _page(draft: EntryDraft, status: int = 200) -> Response:
    section = draft.subject
    order, live = _order(draft), _keys(draft.live, section)
    with connections.snapshot(settings().desk_file) as db:
        others = [one for one in sets.everything(db, *CHANGEABLE) if one.id != draft.key]
    return render(
        "desk/section.html",
        status,
        draft=draft,
        code=status,
        order=order,
        removed=[key for key in live if key not in order],
        added=set(order) - set(live),
        is_ordered=section in _ORDERED,
        is_open=_is_open(draft) and section != "pages" and Role.EDITOR in signed_in().roles,
        others=others,
        facts=facts,
        in_language=lambda words: Text.of(words, current_language().tag),
    )

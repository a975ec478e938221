"""The entries of a section: their order, new ones, and removals."""

import re
from dataclasses import replace
from itertools import chain, count

from flask import Response, abort, make_response, redirect, request, url_for
from flask_babel.speaklater import LazyString

from battkomp.content.entry import word_fields
from battkomp.content.files import ORDER
from battkomp.content.model import Place, hash_of, json_of, keys_of
from battkomp.db import connections
from battkomp.desk import facts, sets
from battkomp.desk.access import bp
from battkomp.desk.applying import has_begun_from, order_of
from battkomp.desk.draft import EntryDraft, draft_of, show
from battkomp.desk.sessions import signed_in
from battkomp.desk.sets import CHANGEABLE, Edit
from battkomp.operations.render_check import ids_beside
from battkomp.spelling import alike, one_line, without_accents
from battkomp.web.context import settings
from battkomp.web.languages import in_all_languages

# Pages show these in the order of the section, and others by date, by number or by name.
_ORDERED = ("charts", "figures", "findings", "organisations", "seats", "steps")
_LONGEST_KEY = 40


@bp.get("/content/<section>")
def section(section: str) -> Response:
    """Show the entries of a section, as a set has them or as they are live."""
    return _page(draft_of(section, is_section=True))


@bp.post("/content/<section>")
def arrange(section: str) -> Response:
    """Move an entry, remove it, put it back, or add one, as the button says that was used."""
    draft, form = draft_of(section, is_section=True), request.form
    live = keys_of(draft.live[draft.subject, ORDER, ""])
    order = order_of(draft.subject, draft.live, draft.proposals)
    act = next((one for one in ("add", "up", "down", "remove", "restore") if one in form), "")
    if section == "pages":
        abort(400)  # the site map has them
    if act == "add":
        return _add(draft, order, one_line(form["add"]))
    key = form.get(act, "")
    if key not in ([*live, *order_of(section, {}, _removed(draft))] if act == "restore" else order):
        abort(400)
    state = state_of(draft, key)
    if act in ("remove", "restore") and form.get(f"was.{key}", state) != state:
        return _page(draft, 409)
    rest = [one for one in order if one != key]
    places = {place for place in (*draft.live, *draft.proposals) if place[0] == f"{section}.{key}"}
    wanted: dict[Place, str | None] = {}
    if act == "remove":
        wanted = dict.fromkeys(places)
    elif act == "restore":
        wanted = {place: draft.live.get(place) for place in places - draft.everything.keys()}
        before = live[: live.index(key)] if key in live else rest
        rest.insert(max((rest.index(one) + 1 for one in before if one in rest), default=0), key)
    else:
        rest.insert(max(order.index(key) + (1 if act == "down" else -1), 0), key)
    return _saved(draft, act, key, rest, wanted)


def _removed(draft: EntryDraft) -> dict[Place, Edit]:
    """Return the proposals that the set had in each entry when it was last removed."""
    with connections.snapshot(settings().desk_file) as db:
        return sets.last_removed(db, draft.subject, draft.key)


def _add(draft: EntryDraft, order: list[str], name: str) -> Response:
    """Add an entry that has only a name, in the source language, and show its page.

    :param name: for a seat, the key of its person.
    """
    if not name or (draft.subject == "seats" and name not in _people(draft)):
        return _page(draft, 422)
    key, words = _new_key(draft, name), word_fields(draft.kind)
    subject = f"{draft.subject}.{key}"
    fact = "person" if draft.subject == "seats" else "" if words else "name"
    place = (subject, fact, "") if fact else (subject, words[0], settings().tags[0])
    return _saved(draft, "add", key, [*order, key], {place: json_of(name) if fact else name})


def _people(draft: EntryDraft) -> dict[str, str]:
    """Return the names of the people who can have a seat, by key; none for other sections."""
    declared = [one for one in facts.facts_of(draft.subject) if one.field == "person"]
    return facts.options_of(declared[0], draft.everything) if declared else {}


def _new_key(draft: EntryDraft, name: str) -> str:
    """Return a key that neither the live content nor an open set nor another part of a page has.

    Phases have numbers without a gap, so the sets of others and removed phases do not count.
    """
    taken = {place[0] for place in (*draft.live, *draft.proposals)}
    taken |= {f"{draft.subject}.{one}" for one in ids_beside(draft.subject)}
    if draft.subject != "phases":
        with connections.snapshot(settings().desk_file) as db:
            others = sets.everything(db, *CHANGEABLE)
            removed = sets.last_removed(db, draft.subject)  # they can be put back
        taken |= {place[0] for place in chain(removed, *(one.proposals for one in others))}
    letters = without_accents(alike(name).casefold())
    plain = re.sub("[^a-z0-9]+", "-", letters.encode("ascii", "ignore").decode())
    stem = plain.strip("-")[:_LONGEST_KEY].strip("-") or "entry"
    first, rest = ([], "{}") if draft.subject == "phases" else ([stem], stem + "-{}")
    keys = chain(first, map(rest.format, count(2)))
    return next(key for key in keys if f"{draft.subject}.{key}" not in taken)


def _saved(
    draft: EntryDraft, act: str, key: str, order: list[str], wanted: dict[Place, str | None]
) -> Response:
    """Save the values of an entry in the set, but discard those that are as they are live."""
    subject = f"{draft.subject}.{key}"
    values = {**wanted, **draft.live, **draft.everything}
    title = in_all_languages(LazyString(facts.name_of, subject, values))
    wanted[draft.subject, ORDER, ""] = json_of(order)
    user, now = signed_in(), settings().now()
    with connections.writing(settings().desk_file) as db:
        if not draft.is_open or sets.find(db, draft.key) != draft.change_set:
            return _page(draft, 409)
        for place, value in wanted.items():
            live, own = draft.live.get(place), draft.proposals.get(place)
            if value == draft.everything.get(place) and not (own and value == live):
                continue
            sets.create(db, draft.key, title, user.id, now)
            if value == live:
                sets.discard(db, draft.key, place, now)
            else:
                # A live value that the page does not show stays a conflict.
                base = own.base if own and not has_begun_from(own, live) else hash_of(live)
                edit = Edit(place, value, base, None, own.version if own else 0)
                sets.save(db, draft.key, edit, user.id, now)
        if act == "remove" and draft.change_set:
            sets.keep_removed(db, draft.change_set, subject, user.id, now)
        for place, one in _removed(draft).items() if act == "restore" else ():
            if place[0] == subject and (place in wanted or place not in draft.proposals):
                sets.save(db, draft.key, replace(one, version=0), one.author, now)
    address = url_for("desk.section", section=draft.subject, set=draft.key, done=f"{act}.{key}")
    if act == "add":
        address = url_for("desk.entry", subject=subject, set=draft.key)
    return make_response(redirect(address, 303))


def state_of(draft: EntryDraft, key: str) -> str:
    """Return the digest of an entry in the set, to remove and put back what was seen."""
    subject = f"{draft.subject}.{key}"
    own = sorted((place, one) for place, one in draft.everything.items() if place[0] == subject)
    return hash_of(json_of(own))


def _page(draft: EntryDraft, status: int = 200) -> Response:
    live, was = keys_of(draft.live[draft.subject, ORDER, ""]), _removed(draft)
    order = order_of(draft.subject, draft.live, draft.proposals)
    keys = dict.fromkeys([*live, *order_of(draft.subject, {}, was)])
    return show(
        "desk/section.html",
        status,
        draft,
        code=status,
        typed=request.form.get("add", ""),
        people=_people(draft),
        state_of=state_of,
        order=order,
        removed=[key for key in keys if key not in order],
        last={**draft.live, **draft.everything, **{k: one.value for k, one in was.items()}},
        added=set(order) - set(live),
        is_ordered=draft.subject in _ORDERED,
        is_open=draft.is_open and draft.subject != "pages",
    )

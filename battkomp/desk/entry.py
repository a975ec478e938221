"""The page of an entry: its facts once, and its texts in all languages side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

from flask import Response, make_response, redirect, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from battkomp.content.changes import Place
from battkomp.content.history import digest
from battkomp.content.model import Text
from battkomp.db import connections
from battkomp.desk import facts, sets, users
from battkomp.desk.access import bp, signed_in
from battkomp.desk.draft import EntryDraft, draft_of, id_of
from battkomp.desk.pages import render
from battkomp.desk.sets import CHANGEABLE, ClosedError, Edit, StaleError
from battkomp.desk.texts import is_needed, pairs
from battkomp.desk.users import Role
from battkomp.spelling import clean
from battkomp.web.context import settings
from battkomp.web.languages import current_language, site_languages

Form = MultiDict[str, str]


@bp.get("/entries/<subject>")
def entry(subject: str) -> Response:
    """Show an entry, as a set has it or as it is live."""
    return _page(draft_of(subject, _set_key()))


@bp.post("/entries/<subject>")
def save_entry(subject: str) -> Response:
    """Save what is changed, and show the entry or the set. What is not saved stays in its field."""
    draft = _saved(subject)
    if draft.errors or draft.kept:
        return _page(draft)
    if request.form.get("then") == "review" and draft.change_set:
        return make_response(redirect(url_for("desk.change_set", key=draft.key), 303))
    address = url_for("desk.entry", subject=subject, set=draft.key, saved=1)
    return make_response(redirect(address, 303))


@bp.post("/entries/<subject>/autosave")
def autosave(subject: str) -> Response:
    """Save what is changed while an editor writes, and send the page, for a script to take from."""
    return _page(_saved(subject))


def _set_key() -> str:
    return str(request.args.get("set", uuid4(), UUID))  # without one, nothing that is sent is lost


def _saved(subject: str) -> EntryDraft:
    """Save all that differs from what the form began from, and return the entry as it is then."""
    draft, user, now = draft_of(subject, _set_key()), signed_in(), settings().now()
    edits = [*_texts(draft, request.form), *_facts(draft, request.form)]
    with connections.writing(settings().desk_file) as db:
        if edits:
            sets.create(db, draft.key, draft.title, user.id, now)
        for edit in edits:
            try:
                sets.save(db, draft.key, edit, user.id, now)
            except ClosedError:
                draft.is_closed = True
                _keep(draft, edit.place, edit.value)
            except StaleError as error:
                if not error.present or error.present.value != edit.value:
                    _keep(draft, edit.place, edit.value)
        change_set = None if draft.is_closed else sets.find(db, draft.key)
    return replace(draft, key=str(uuid4()) if draft.is_closed else draft.key, change_set=change_set)


def _keep(draft: EntryDraft, place: Place, value: str | None) -> None:
    draft.kept[place] = value, _was(request.form, place)


def _texts(draft: EntryDraft, form: Form) -> Iterator[Edit]:
    """Yield the texts of a form that are changed or confirmed, but not those that are refused."""
    source = site_languages().source.tag
    for place in draft.places():
        name, original = id_of(place), _text(form, id_of((*place[:2], source)))
        value = _text(form, name)
        is_kept = name in form.getlist("keep")
        if name not in form or (value == _was(form, place) and not is_kept):
            continue
        if place[2] == source:
            others = (_text(form, id_of((*place[:2], one.tag))) for one in site_languages())
            if value is None and (is_needed(draft, place[1]) or any(others)):
                draft.errors[name] = gettext("Write this text. The others are translated from it.")
                _keep(draft, place, value)
                continue
            yield _edit(form, place, value)
        else:
            yield _edit(form, place, value, digest(original) if original and value else None)


def _facts(draft: EntryDraft, form: Form) -> Iterator[Edit]:
    """Yield the facts of a form that are changed."""
    values, errors = facts.read(draft.subject, form)
    for name, error in errors.items():
        typed = (v for k, v in form.items(multi=True) if f"{k}-".startswith(f"{name}-"))
        if any(typed) or (draft.subject, name, "") in draft.values:  # a new entry may lack facts
            draft.errors[name] = error
    for name, value in values.items():
        place = draft.subject, name, ""
        if f"{name}.was" in form and value != _was(form, place):
            yield _edit(form, place, value)


def _edit(form: Form, place: Place, value: str | None, seen: str | None = None) -> Edit:
    name = id_of(place)
    version = form.get(f"{name}.version", -1, int)  # no proposal has -1, which is a conflict
    return Edit(place, value, form.get(f"{name}.base", ""), seen, version)


def _text(form: Form, name: str) -> str | None:
    """Return a text of a form as it is kept, or None if it is empty."""
    return clean(form.get(name, "").replace("\r\n", "\n")).strip() or None


def _was(form: Form, place: Place) -> str | None:
    """Return the text or fact that a field of a form began from."""
    name = f"{id_of(place)}.was"
    return _text(form, name) if place[2] else form.get(name) or None


def _page(draft: EntryDraft) -> Response:
    with connections.snapshot(settings().desk_file) as db:
        people = {one.id: one.name for one in users.everyone(db)}
        others = [one for one in sets.everything(db, *CHANGEABLE) if one.id != draft.key]
    change_set, is_typed = draft.change_set, bool(draft.errors or draft.kept)
    is_changeable = (change_set is None or change_set.is_changeable) and draft.values
    return render(
        "desk/entry.html",
        422 if draft.errors else 409 if draft.kept else 200,
        draft=draft,
        pairs=pairs(draft),
        widgets=facts.widgets(
            draft.subject, draft.everything, draft.errors, request.form if is_typed else None
        ),
        is_answer=request.method == "POST" or "saved" in request.args,
        saved_at=change_set and datetime.fromtimestamp(change_set.changed_at, UTC),
        is_open=is_changeable and Role.EDITOR in signed_in().roles,
        others=others,
        people=people,
        facts=facts,
        id_of=id_of,
        in_language=lambda words: Text.of(words, current_language().tag),
    )

"""The page of an entry: its facts once, and its texts in all languages side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

import flask_babel
from flask import Response, abort, make_response, redirect, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from battkomp.content.changes import Place
from battkomp.content.history import digest
from battkomp.content.model import Text
from battkomp.db import connections
from battkomp.desk import facts, sets, users
from battkomp.desk.access import bp, signed_in
from battkomp.desk.draft import EntryDraft, Kept, draft_of, id_of
from battkomp.desk.pages import render
from battkomp.desk.sets import CHANGEABLE, ClosedError, Edit, StaleError
from battkomp.desk.texts import is_needed, pairs
from battkomp.desk.users import Role
from battkomp.spelling import clean
from battkomp.web.context import settings
from battkomp.web.languages import current_language, site_languages

Form = MultiDict[str, str]


@dataclass
class SaveOutcome:
    """The result of saving a form.

    :param kept: what could not be saved.
    :param errors: by the name of a field, the reason why its input is refused.
    """

    kept: dict[Place, Kept] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    is_closed: bool = False


@bp.get("/entries/<subject>")
def entry(subject: str) -> Response:
    """Show an entry, as a set has it or as it is live."""
    return _page(draft_of(subject, request.args.get("set") or str(uuid4())), SaveOutcome())


@bp.post("/entries/<subject>")
def save_entry(subject: str) -> Response:
    """Save what is changed, and show the entry or the set. What is not saved stays in its field."""
    key = request.args.get("set") or abort(400)
    outcome = _save(draft_of(subject, key), request.form)
    draft = draft_of(subject, str(uuid4()) if outcome.is_closed else key)
    draft.kept = outcome.kept
    if outcome.errors or outcome.kept:
        return _page(draft, outcome, 422 if outcome.errors else 409)
    if request.form.get("then") == "review" and draft.change_set:
        return make_response(redirect(url_for("desk.change_set", key=key), 303))
    return make_response(redirect(url_for("desk.entry", subject=subject, set=key, saved=1), 303))


@bp.post("/entries/<subject>/autosave")
def autosave(subject: str) -> Response:
    """Save what is changed while an editor writes, and send the page, whose parts a script takes.

    The set stays the same even if it is closed: the text is in its journal.
    """
    key = request.args.get("set") or abort(400)
    outcome = _save(draft_of(subject, key), request.form)
    draft = draft_of(subject, key)
    draft.kept = outcome.kept
    return _page(draft, outcome, 409 if outcome.kept or outcome.errors else 200)


def _save(draft: EntryDraft, form: Form) -> SaveOutcome:
    """Save all that differs from what the form began from."""
    outcome, user, now = SaveOutcome(), signed_in(), settings().now()
    edits = [*_texts(draft, form, outcome), *_facts(draft, form, outcome)]
    with connections.writing(settings().desk_file) as db:
        if edits:
            sets.create(db, draft.key, draft.title, user.id, now)
        for edit in edits:
            try:
                sets.save(db, draft.key, edit, user.id, now)
            except (StaleError, ClosedError) as error:
                if isinstance(error, StaleError) and _is_same(error.present, edit):
                    continue
                outcome.is_closed |= isinstance(error, ClosedError)
                outcome.kept[edit.place] = Kept(edit.value, _was(form, edit.place))
    return outcome


def _is_same(present: sets.Proposal | None, edit: Edit) -> bool:
    return present is not None and (present.value, present.seen) == (edit.value, edit.seen)


def _texts(draft: EntryDraft, form: Form, outcome: SaveOutcome) -> Iterator[Edit]:
    """Yield the texts of a form that are changed or confirmed, but not those that are refused."""
    source = site_languages().source.tag
    for place in draft.places():
        name = id_of(place)
        if name not in form:
            continue
        value, original = _text(form, name), _text(form, id_of((*place[:2], source)))
        if value == _text(form, f"{name}.was") and name not in form.getlist("keep"):
            continue
        others = (_text(form, id_of((*place[:2], one.tag))) for one in site_languages())
        if place[2] == source and value is None and (is_needed(draft, place[1]) or any(others)):
            outcome.errors[name] = gettext(
                "Write this text. It can only be empty in other languages."
            )
            outcome.kept[place] = Kept(value, _was(form, place))
            continue
        seen = digest(original) if original and value and place[2] != source else None
        yield _edit(form, place, value, seen)


def _facts(draft: EntryDraft, form: Form, outcome: SaveOutcome) -> Iterator[Edit]:
    """Yield the facts of a form that are changed."""
    values, errors = facts.read(draft.subject, form)
    outcome.errors |= errors
    for name, value in values.items():
        place = draft.subject, name, ""
        if f"{name}.was" in form and value != _was(form, place):
            yield _edit(form, place, value, None)


def _edit(form: Form, place: Place, value: str | None, seen: str | None) -> Edit:
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


def _page(draft: EntryDraft, outcome: SaveOutcome, status: int = 200) -> Response:
    with connections.snapshot(settings().desk_file) as db:
        people = {one.id: one.name for one in users.everyone(db)}
        others = [one for one in sets.everything(db, *CHANGEABLE) if one.id != draft.key]
    is_changeable = draft.change_set is None or draft.change_set.is_changeable
    typed = request.form if status != 200 else None
    return render(
        "desk/entry.html",
        status,
        draft=draft,
        pairs=pairs(draft),
        widgets=facts.widgets(draft.subject, draft.everything, outcome.errors, typed),
        outcome=outcome,
        message=_message(outcome),
        problems=_problems(draft, outcome),
        saved=_saved(draft),
        is_open=is_changeable and not draft.is_removed and Role.EDITOR in signed_in().roles,
        others=others,
        people=people,
        facts=facts,
        in_language=lambda words: Text.of(words, current_language().tag),
    )


def _saved(draft: EntryDraft) -> str:
    """Return when the set was saved last, if this is the answer to a form."""
    if request.method == "GET" and "saved" not in request.args:
        return ""
    if draft.change_set is None:
        return str(gettext("You have changed nothing."))
    at = datetime.fromtimestamp(draft.change_set.changed_at, UTC)
    return str(gettext("Saved %(time)s", time=flask_babel.format_time(at, "HH:mm")))


def _message(outcome: SaveOutcome) -> str:
    """Return why something is not saved, or an empty string."""
    if outcome.is_closed:
        return str(gettext("The set is closed. Your text is below. Save it in a new set."))
    if outcome.errors:
        return str(gettext("Correct these fields. The others are saved."))
    if outcome.kept:
        return str(gettext("Others have changed the same. Compare, and save again."))
    return ""


def _problems(draft: EntryDraft, outcome: SaveOutcome) -> dict[str, str]:
    """Return a sentence about each field that is not saved."""
    found = {}
    for place in outcome.kept:
        clash, label = draft.clash(place), facts.field_label(place[1])
        if clash and not place[2]:
            now = facts.in_words(place, clash.now, draft.everything)
            label = gettext("%(field)s is now ‘%(now)s’", field=label, now=now)
        found[id_of(place)] = label
    for name, error in outcome.errors.items():
        found[name] = f"{facts.field_label(name.partition('-')[0])}: {error}"
    return found

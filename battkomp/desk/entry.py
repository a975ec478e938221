"""The page of an entry: its facts once, and its texts in all languages side by side."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from uuid import uuid4

from flask import Response, abort, make_response, redirect, request, url_for
from flask_babel.speaklater import LazyString

from battkomp.content.entry import word_fields
from battkomp.content.history import digest
from battkomp.content.remarks import remarks_about
from battkomp.db import connections
from battkomp.desk import facts, sets
from battkomp.desk.access import bp
from battkomp.desk.applying import required_fields
from battkomp.desk.draft import EntryDraft, draft_of, show
from battkomp.desk.facts import id_of
from battkomp.desk.remarks import by_importance
from battkomp.desk.rendering import render
from battkomp.desk.sessions import signed_in
from battkomp.desk.sets import Edit, UnsavedError
from battkomp.spelling import clean
from battkomp.web.context import settings
from battkomp.web.languages import in_all_languages, site_languages


@bp.get("/entries/<subject>")
def entry(subject: str) -> Response:
    """Show an entry, as a set has it or as it is live; or the set, if others have removed it."""
    draft = draft_of(subject)
    if draft.is_gone:
        return make_response(redirect(url_for("desk.change_set", key=draft.key)))
    return _page(draft)


@bp.post("/entries/<subject>")
@bp.post("/entries/<subject>/autosave", endpoint="autosave")
def save_entry(subject: str) -> Response:
    """Save the changed fields, and show the entry or the set. Unsaved text stays in its field.

    While an editor writes, a script saves, and takes what is new from the page of the entry.
    """
    draft, decided = _saved(subject), request.form.get("keep")
    if request.endpoint == "desk.autosave" or draft.errors or draft.kept:
        return _page(draft)
    address = url_for("desk.entry", subject=subject, set=draft.key, saved=1, _anchor=decided)
    if request.form.get("then") == "review" and draft.change_set:
        address = url_for("desk.change_set", key=draft.key)
    return make_response(redirect(address, 303))


def _saved(subject: str) -> EntryDraft:
    """Save all that differs from what the form began from, and return the entry as it is then."""
    draft, user, now = draft_of(subject), signed_in(), settings().now()
    values, errors = facts.read(subject, request.form, draft.everything)
    edits = list(_edits(draft, values))
    # An entry that only a closed set adds is in no other one.
    found = draft if draft.is_open else replace(draft, change_set=None)
    if not found.is_there or found.is_gone:
        abort(render("desk/removed.html", 404, typed=list(_typed_in(draft, edits, errors))))
    with connections.writing(settings().desk_file) as db:
        if edits:
            title = in_all_languages(LazyString(facts.name_of, subject, draft.everything))
            sets.create(db, draft.key, title, user.id, now)
        saved = []
        for edit in (one for one in edits if not _is_undecided(id_of(one.place))):
            with suppress(UnsavedError):
                sets.save(db, draft.key, edit, user.id, now)
                saved.append(edit)
        change_set = sets.find(db, draft.key)
    unsaved = [(one, id_of(one.place)) for one in edits if one not in saved]
    # Beside each is what its field began from, before its first conflict if it is in one.
    kept = {one.place: (one.value, _typed(f"{name}.began", f"{name}.was")) for one, name in unsaved}
    if (edits or errors) and change_set and not change_set.is_changeable:
        new = str(uuid4())
        return replace(draft, key=new, change_set=None, kept=kept, errors=errors, is_closed=True)
    names = [id_of(one.place) for one in saved]
    return replace(draft, change_set=change_set, kept=kept, errors=errors, saved=names)


def _typed_in(
    draft: EntryDraft, edits: list[Edit], errors: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Yield the name and the words of each text and fact that is changed, or cannot be read."""
    for edit in edits:
        text = edit.value
        if text is not None and not edit.place[2]:
            text = facts.in_words(edit.place, text, draft.everything)
        yield facts.label("field", edit.place[1]), text or "–"
    for name, text in request.form.items(multi=True):
        if text and "." not in name and name.partition("-")[0] in errors:
            yield facts.label("field", name.partition("-")[0]), text


def _edits(draft: EntryDraft, values: Mapping[str, str | None]) -> Iterator[Edit]:
    """Yield the facts and texts of the form that are changed or confirmed."""
    form, source = request.form, site_languages().source.tag
    typed = {(draft.subject, name, ""): value for name, value in values.items()}
    typed |= {place: _typed(id_of(place)) for place in draft.places() if id_of(place) in form}
    for place, value in typed.items():
        name, original = id_of(place), id_of((*place[:2], source))
        if value == _typed(f"{name}.was") and name not in form.getlist("keep"):
            continue
        is_translation = place[2] not in ("", source)
        # The field with `.seen` has the source text as it was before others changed it.
        text = _typed(f"{original}.seen", original)
        seen = digest(text or "") if is_translation and value else None
        version = form.get(f"{name}.version", -1, int)  # no proposal has -1, which is a conflict
        yield Edit(place, value, form.get(f"{name}.base", ""), seen, version)


def _is_undecided(name: str) -> bool:
    """Tell whether a field is in a conflict, and the button that was used decides another one."""
    decided = request.form.getlist("keep")
    return bool(decided) and name not in decided and f"{name}.began" in request.form


def _typed(*names: str) -> str | None:
    """Return the first of some texts that the form has as it is kept, or None if it is empty."""
    text = next((request.form[name] for name in names if name in request.form), "")
    return clean(text.replace("\r\n", "\n")).strip() or None


def _page(draft: EntryDraft) -> Response:
    typed = request.form if draft.errors or draft.kept else None
    return show(
        "desk/entry.html",
        422 if draft.errors else 409 if draft.kept else 200,
        draft,
        fields=word_fields(draft.kind),
        needed=required_fields(draft.kind.section),
        remarks=by_importance(remarks_about(draft.preview, settings().today(), draft.subject)),
        widgets=list(facts.widgets(draft.subject, draft.everything, typed)),
        is_answer=request.method == "POST" or "saved" in request.args,
        is_open=draft.is_open and draft.is_there,
    )

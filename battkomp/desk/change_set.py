"""The page of a set of changes: what it proposes in all languages, and the acts of its buttons."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Any

from flask import Response, abort, make_response, redirect, request, url_for
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from battkomp.content.agreement.checks import not_accepted
from battkomp.content.entry import Words
from battkomp.content.files import ORDER, BadContentError
from battkomp.content.model import Place, hash_of, json_of, keys_of
from battkomp.content.remarks import Matter, Remark, remarks_about
from battkomp.db import connections
from battkomp.desk import events, facts, publishing, schedule, sessions, sets, users
from battkomp.desk.access import bp
from battkomp.desk.applying import ACCEPTED, conflicts, is_essential, order_of
from battkomp.desk.remarks import by_importance
from battkomp.desk.rendering import render
from battkomp.desk.schedule import RefusedActError, changing
from battkomp.desk.sessions import signed_in
from battkomp.desk.sets import ChangeSet, Edit
from battkomp.desk.users import User
from battkomp.spelling import one_line
from battkomp.web.context import content, settings

_LONGEST = 200  # characters of what is typed
_CHANGED = _("Somebody has changed the set since. Look at it again.")

Groups = dict[str, dict[str, list[dict[str, Any]]]]  # by subject and field, a line for each text
# Upon the set with an id. It may return the id of another set, or a page, to show.
Act = Callable[[str, User], str | Response | None]


@bp.get("/sets/<key>")
def change_set(key: str, status: int = 200, **context: Any) -> Response:
    """Show a set of changes, perhaps with more for its template."""
    with connections.snapshot(settings().desk_file) as db:
        found = sets.find(db, key) or abort(404)
        links = sessions.living_links(db, settings().now(), set=key)
        context |= {"names": users.names(db), "log": events.about(db, key), "links": links}
    own = {place: one.value for place, one in found.proposals.items() if one.value is not None}
    live = content().snapshot
    subjects = {place[0] for place in live.document.values}
    clashes = list(conflicts(live.document, found)) if found.is_changeable else []
    changed = {one.place[0] for one in found.proposals.values() if one.base or one.place in clashes}
    published = chain.from_iterable(one.changes for one in reversed(live.publications))
    # Removed entries have the names that they had last.
    last = {one.place: one.before for one in published if one.subject not in subjects}
    values = {**last, **live.document.values, **own}
    remarks, reasons = _remarks(found)
    return render(
        "desk/change_set.html",
        status,
        change_set=found,
        groups=_groups(found, values, clashes),
        clashes=clashes,
        gone=changed - subjects,
        accepted=[one for one in found.proposals.values() if one.place[0] == ACCEPTED],
        remarks=remarks,
        reasons=reasons,
        four_eyes=settings().desk_four_eyes,
        sent=request.form if status >= 400 else {},
        values=values,
        **context,
    )


def _remarks(found: ChangeSet) -> tuple[list[Remark], list[Words]]:
    """Return the remarks about what a set changes, and why it is refused.

    Contradictions are those that are not live already, wherever they are.
    """
    if not found.is_changeable:
        return [], []
    live = content().snapshot
    if {*conflicts(live.document, found)} - found.proposals.keys():
        # Others have added texts to an entry that the set removes.
        return [], publishing.reasons_against(found)
    try:
        every = by_importance(remarks_about(publishing.snapshot_of(found), settings().today()))
    except BadContentError:
        return [], publishing.reasons_against(found)
    new = {one.identity for one in every if one.matter is Matter.CONTRADICTION}
    if new:
        new -= {one.identity for one in not_accepted(live.document, live.languages)}
    own = {place[:2] for place in found.proposals}
    others = [one for one in every if one.matter is not Matter.CONTRADICTION]
    shown = [one for one in every if one.identity in new]
    return [*shown, *(one for one in others if one.place[:2] in own)], []


def _groups(found: ChangeSet, shown: facts.Values, clashes: list[Place]) -> Groups:
    """Return what a set changes: texts in all languages, and facts in words.

    The texts and facts beside those of a published set are the ones that it has replaced.

    :param shown: all texts and facts as the set has them.
    """
    groups: Groups = {}
    live = content().snapshot
    kept = {hash_of(one): one for one in live.kept_texts.values()}
    published = (one.changes for one in live.publications if one.number == found.publication)
    replaced = {one.place: one.before for one in chain.from_iterable(published)}
    values = {**live.document.values, **replaced}
    # A fact names entries that are in the order of their section, as it was before a removal.
    before = {**shown, **{place: one for place, one in values.items() if place[1] == ORDER}}
    for subject, field, language in found.proposals:
        if subject == ACCEPTED:
            continue
        lines = groups.setdefault(subject, {})[field] = []
        for place in ((subject, field, tag) for tag in (live.languages if language else ("",))):
            proposal, now = found.proposals.get(place), values.get(place)
            own, began = (proposal.value, kept.get(proposal.base)) if proposal else (now, None)
            if field == ORDER:  # with what others have added and removed
                own = json_of(order_of(subject, {place: now or ""}, found.proposals))
            line: dict[str, Any] = {"live": now, "own": own, "began": began}
            if not language:
                names = {"live": before, "own": shown, "began": before}
                line = {name: facts.in_words(place, line[name], names[name]) for name in line}
            line |= {"place": place, "proposal": proposal, "base": hash_of(now)}
            lines.append(line | {"clash": bool(proposal) and place in clashes})
    return groups


def _rename(key: str, user: User) -> None:
    refusal = _("Enter the name in each language, in 200 characters or fewer.")
    with changing(key) as (db, found):
        names = {tag: _typed(f"title-{tag}", refusal) for tag in settings().tags}
        if names != found.title:
            sets.rename(db, key, names, user.id, settings().now())


def _discard(key: str, user: User) -> None:
    """Take a text or fact out of a set, or the whole removal of an entry that it belongs to."""
    live, now = content().snapshot.document.values, settings().now()
    with changing(key) as (db, found):
        chosen = _chosen(found).place
        section = chosen[0].partition(".")[0]
        keys = {*keys_of(live.get((section, ORDER, "")))}
        removed = keys - {*order_of(section, live, found.proposals)}
        for place, one in found.proposals.items():
            is_removed = place[0].removeprefix(f"{section}.") in removed
            if place != chosen and not (is_removed and chosen[0] in (place[0], section)):
                continue
            if one.value and not one.base and place not in live and is_essential(place):
                sets.save(db, key, replace(one, value=None), user.id, now)  # a new entry stays
            else:
                sets.discard(db, key, place, now)


def _keep(key: str, user: User) -> None:
    """Have the text of a set take the place of the live one, which the user has seen."""
    with changing(key) as (db, found):
        one = _chosen(found)
        if one.place[0] not in {place[0] for place in content().snapshot.document.values}:
            raise RefusedActError(_("Others have removed this entry."))
        one = replace(one, base=request.form.get("base", ""))
        sets.save(db, key, one, user.id, settings().now())


def _accept(key: str, user: User) -> None:
    refusal = _("Enter the reason, in 200 characters or fewer.")
    identity = request.form.get("identity", "")
    with changing(key) as (db, found):
        if identity not in {one.identity for one in _remarks(found)[0]}:
            raise RefusedActError(_CHANGED)
        edit = Edit((ACCEPTED, identity, ""), _typed("reason", refusal), "")
        sets.save(db, key, edit, user.id, settings().now())


def _approve(key: str, user: User) -> None:
    """Approve a set as it was seen, for the time that the form has, or at once."""
    sent = request.form
    day, clock, fold, digest = (sent.get(one, "") for one in ("day", "clock", "fold", "digest"))
    due_at = schedule.due_time(day, clock, fold) if "day" in sent else None
    schedule.approve(key, user, digest, due_at)


def _share(key: str, user: User) -> Response:
    """Show the page with a new link to the preview, once."""
    refusal = _("Enter a name for the reader, in 200 characters or fewer.")
    with changing(key) as (db, _set):
        label = _typed("label", refusal)
        secret = sessions.add_link(db, key, label, user, settings().now())
        events.note(db, "link-made", user, key)
    address = url_for("desk.open_link", key=secret)
    return change_set(key, new_link=f"{settings().desk_url}{address}", label=label)


def _revoke(key: str, user: User) -> None:
    with changing(key) as (db, _set):
        if sessions.end_link(db, key, request.form.get("link", ""), settings().now()):
            events.note(db, "link-revoked", user, key)


def _carry_out(acts: Mapping[str, Act], key: str) -> Response:
    """Carry out the act that a form names, and show the set, or why the act is refused."""
    name = request.form.get("act", "")
    act = acts.get(name) or abort(400)
    try:
        shown = act(key, signed_in()) or key
    except RefusedActError as error:
        return change_set(key, 409, problem=error)
    if isinstance(shown, Response):
        return shown
    return make_response(redirect(url_for("desk.change_set", key=shown, done=name), 303))


# By the name of the view, which the table of access has, and of the act in its forms.
_ACTS: dict[str, dict[str, Act]] = {
    "edit_set": {"rename": _rename, "discard": _discard, "keep": _keep, "accept": _accept},
    "move_set": {
        "submit": schedule.submit,
        "take-back": schedule.take_back,
        "withdraw": schedule.withdraw,
    },
    "decide_set": {
        "publish": _approve,
        "schedule": _approve,
        "take-back": schedule.take_back,
        "undo": schedule.undo,
    },
    "share_set": {"share": _share, "revoke": _revoke},
}
for _view, _acts in _ACTS.items():
    _rule = f"/sets/<key>/{_view.partition('_')[0]}"
    bp.add_url_rule(_rule, _view, partial(_carry_out, _acts), methods=["POST"])


def _typed(name: str, refusal: LazyString) -> str:
    """Return a short text that was typed, or refuse the act."""
    text = one_line(request.form.get(name, ""))
    if not 0 < len(text) <= _LONGEST:
        raise RefusedActError(refusal, name)
    return text


def _chosen(found: ChangeSet) -> Edit:
    """Return the proposal that a form is about, if it is still the one on its page."""
    subject, field, language = (request.form.get(n, "") for n in ("subject", "field", "language"))
    proposal = found.proposals.get((subject, field, language))
    if proposal is None or proposal.version != request.form.get("version", 0, int):
        raise RefusedActError(_CHANGED)
    return proposal

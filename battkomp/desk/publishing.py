"""Publishing a set of changes: in all languages, in one transaction, or not at all."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from functools import lru_cache

from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from sqlite_utils import Database

from battkomp.content import load, publications, rules, storage
from battkomp.content.agreement.checks import new_contradictions
from battkomp.content.changes import changes_between
from battkomp.content.entry import Words, word_fields
from battkomp.content.files import ORDER, SECTIONS, BadContentError
from battkomp.content.history import digest
from battkomp.content.load import Conditions
from battkomp.content.model import Place
from battkomp.content.publications import Publication, PublicationKind
from battkomp.content.reasons import Reason
from battkomp.content.search import indexing
from battkomp.content.snapshot import Snapshot
from battkomp.db import connections
from battkomp.desk import events, facts, sets, users
from battkomp.desk.applying import applied, conflicts, order_of, required_fields
from battkomp.desk.remarks import disagreement_in_words
from battkomp.desk.sets import ChangeSet, SetState
from battkomp.operations import cache_purge
from battkomp.operations.render_check import conditions_of, refuse_unrenderable
from battkomp.web.context import live_content, settings
from battkomp.web.formats import number
from battkomp.web.languages import in_all_languages, site_languages

LATEST = 6 * 60 * 60  # seconds after its time at which a set is still published
PATIENCE = 60  # seconds after its time until which a set waits for another process

Reasoned = tuple[str, LazyString]  # a reason against a set, and the text or fact that it is about


def origin_of(key: str) -> str:
    """Return the name of a set in its publication (RFC 9562, section 4)."""
    return f"urn:uuid:{key}"


def number_of(key: str) -> int | None:
    """Return the number of the publication of a set, or None."""
    with connections.snapshot(settings().database) as db:
        return publications.number_of(db, origin_of(key))


def publish(db: Database, change_set: ChangeSet, conditions: Conditions) -> bool:
    """Publish a set in the present transaction, as `load.replace` does."""
    live = storage.read(db)
    new = applied(live, change_set, conditions.today)
    kind, title, origin = PublicationKind.SET, change_set.title, origin_of(change_set.id)
    return load.replace(db, live, new, conditions, kind=kind, title=title, origin=origin)


@lru_cache(maxsize=4)
def _new_snapshot(change_set: ChangeSet, _mark: str, _today: date) -> Snapshot:
    """Return the snapshot for a set, the live content with a mark, and a day."""
    live, conditions = live_content().snapshot(), conditions_of(settings())
    new = applied(live.document, change_set, conditions.today)
    document = load.completed(new, live.document, conditions)
    changes = tuple(changes_between(live.document, document))
    kind, title, origin = PublicationKind.SET, change_set.title, origin_of(change_set.id)
    number = live.publications[0].number + 1
    coming = Publication(number, datetime.now(UTC), kind, title, changes, origin)
    is_same = load.is_same(document, live.document)
    published = live.publications if is_same else (coming, *live.publications)
    values = (value for one in changes for value in (one.before, one.after) if value is not None)
    kept = {**live.kept_texts, **{digest(value): value for value in values}}
    return Snapshot(document, live.languages, change_set.digest, published, kept)


def snapshot_of(change_set: ChangeSet) -> Snapshot:
    """Return the content as it would be if a set were published now.

    It is kept in memory while set, live content and day are the same. Otherwise previews slow the
    public site down, as `make bench` shows.

    :raises BadContentError: if it would be refused.
    """
    return _new_snapshot(change_set, live_content().mark(), settings().today())


@contextmanager
def search_index_of(snapshot: Snapshot) -> Iterator[Database]:
    """Give a database in memory with the search index of a snapshot, made in about 0.1 seconds."""
    with closing(Database(memory=True, execute_plugins=False)) as index:
        indexing.create(index)
        indexing.fill(index, snapshot.document, snapshot.languages)
        yield index


def reasons_against(change_set: ChangeSet) -> list[Words]:
    """Return every reason to hold a set that there is without rendering the pages.

    They have the form of `ChangeSet.reasons`.
    """
    copy = Database(memory=True, execute_plugins=False)
    with connections.snapshot(settings().database) as db:
        db.conn.backup(copy.conn)
    return _in_words(_tried(copy, change_set, conditions_of(settings())))


def carry_out(key: str) -> None:
    """Publish a set that is approved and due, or hold it with every reason.

    If the process was killed after it had published the set, only note that. The desk's database is
    locked meanwhile, so that nobody changes the set.

    :raises StoreError: if a database cannot be written to. The next look does what is left.
    """
    now, reasons = settings().now(), list[Reasoned]()
    with connections.writing(settings().desk_file) as desk:
        change_set = sets.find(desk, key)
        if change_set is None or not change_set.is_changeable:
            return
        if number_of(key) is None:
            if change_set.state is not SetState.APPROVED or now < (change_set.due_at or now):
                return
            reasons = _attempt(change_set)
        state = SetState.HELD if reasons else SetState.PUBLISHED
        closing = {} if reasons else {"publication": number_of(key), "closed_at": now}
        sets.update(desk, key, state=state, reasons=_in_words(reasons), **closing)
        approver = users.find(desk, change_set.approved_by or 0)
        events.note(desk, state.value, approver, key, change_set.digest)
    if not reasons:
        purge()


def purge() -> None:
    """Purge the shared caches."""
    for address, reason in cache_purge.purge_changed(settings().caches).items():
        current_app.logger.error("%s could not be purged: %s", address, reason)


def _in_words(reasons: list[Reasoned]) -> list[Words]:
    return [in_all_languages(reason) | {"at": place} for place, reason in reasons]


def _attempt(change_set: ChangeSet) -> list[Reasoned]:
    """Publish a set, or return every reason why not.

    :raises StoreError: if another process has locked the content, in the first minute.
    """
    site, reasons = settings(), list[Reasoned]()
    if site.now() - (change_set.due_at or 0) > LATEST:
        reasons.append(("", _("The set was to be published more than six hours ago.")))
    if change_set.digest != change_set.approved_digest:
        reasons.append(("", _("The set is not as it was approved.")))
    try:
        with connections.writing(site.database) as db:
            reasons += _tried(db, change_set, conditions_of(site, refuse_unrenderable))
            if reasons:
                db.conn.rollback()
    except connections.StoreError as error:
        if connections.is_locked(error) and site.now() - (change_set.due_at or 0) < PATIENCE:
            raise  # the next look tries again
        current_app.logger.exception("A set cannot be published")
        reasons.append(("", _("The content could not be saved. The disk may be full.")))
    except Exception:
        current_app.logger.exception("A set cannot be published", extra={"hide_message": True})
        reasons.append(("", _("The set cannot be published, because of an error in the program.")))
    return reasons


def _tried(db: Database, change_set: ChangeSet, conditions: Conditions) -> list[Reasoned]:
    """Publish a set in the present transaction, and return every reason to roll it back."""
    live, since = storage.read(db), _("others have changed this since")
    values, proposals = live.values, change_set.proposals.items()
    names = {**values, **{place: one.value for place, one in proposals if one.value}}
    found = [(".".join(place), since) for place in conflicts(live, change_set)]
    try:
        new = applied(live, change_set, conditions.today)
        faults = list(rules.faults(new, conditions.languages, conditions.pages))
        found += [(key, LazyString(_reason, why, names)) for key, why in faults]
        if not faults and not publish(db, change_set, conditions) and not found:
            found.append(("", _("Nothing in the set differs from what is published already.")))
    except BadContentError as error:
        # The forms refuse such values, so another release has saved them.
        words = _("The set does not fit the present version of the website.")
        if isinstance(error.reason, Reason):
            words = LazyString(_reason, error.reason, names)
        lacking = [(key, _("this is empty")) for key in _lacking(change_set, values)]
        found += lacking or [(error.key, words)]
    for one in new_contradictions(live, storage.read(db), conditions.languages):
        words = LazyString(disagreement_in_words, one)
        found.append((f"{one.text.name}.{one.text.language}", words))
    return [_reasoned(*one, names) for one in found]


def _lacking(change_set: ChangeSet, live: Mapping[Place, str]) -> Iterator[str]:
    """Yield the key of each fact and source text that an entry needs and does not have."""
    source = settings().tags[0]
    values = {**live, **{place: one.value for place, one in change_set.proposals.items()}}
    for subject in dict.fromkeys(place[0] for place in change_set.proposals if "." in place[0]):
        section, _dot, key = subject.partition(".")
        words = word_fields(SECTIONS[section])
        if key in order_of(section, live, change_set.proposals):
            needed = ((one, source if one in words else "") for one in required_fields(section))
            lacking = (one for one in needed if not values.get((subject, *one)))
            yield from (".".join(filter(None, (subject, *one))) for one in lacking)


def _reason(why: Reason, values: facts.Values) -> str:
    """Return a reason in words, with the names of entries in the place of their keys."""
    named = {name: number(one) if isinstance(one, int) else one for name, one in why.values.items()}
    if "section" in named:
        named["key"] = facts.name_of(f"{named['section']}.{named['key']}", values)
    if "other" in named:
        named["other"] = facts.name_of(str(named["other"]), values)
    return str(gettext(why.text, **named))


def _reasoned(key: str, reason: LazyString, values: facts.Values) -> Reasoned:
    """Return a reason, after the names of the entry and of the text or fact that has the key."""
    subject, *rest = key.rstrip(".").split(".")
    if subject not in SECTIONS:
        return "", LazyString(lambda: f"{key}: {reason}" if key else str(reason))
    if rest and rest[0] != ORDER and not SECTIONS[subject].is_single:
        subject = f"{subject}.{rest.pop(0)}"
    return f"{subject}#{'-'.join(rest)}", LazyString(_named, subject, rest, reason, values)


def _named(subject: str, rest: list[str], reason: LazyString, values: facts.Values) -> str:
    languages = {one.tag: gettext(one.english_name) for one in site_languages()}
    names = (languages.get(one) or facts.label("field", one) for one in rest)
    return f"{' – '.join([facts.name_of(subject, values), *names])}: {reason}"

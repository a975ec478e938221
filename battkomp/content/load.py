"""Loading content from files into the database, whole or not at all."""

import dataclasses
from collections.abc import Callable, Collection
from datetime import date
from pathlib import Path

import msgspec
from sqlite_utils import Database

from battkomp.content import export, files, publications, rules, snapshot, storage
from battkomp.content.entry import Key, Words
from battkomp.content.files import BadContentError, Document, History
from battkomp.content.history import remembered
from battkomp.content.project import Phase
from battkomp.content.publications import PublicationKind
from battkomp.content.reasons import Reason
from battkomp.content.search import indexing
from battkomp.content.snapshot import Snapshot
from battkomp.db import connections
from battkomp.languages import N_

SEED = Path(__file__).parent / "seed"

_OVERTAKEN = "Nothing is changed; edit a new export, or load this one with --over"

Check = Callable[[Snapshot], None]


@dataclasses.dataclass(frozen=True)
class Conditions:
    """The conditions on which content goes live.

    :param languages: the tags of the site's languages, the source language first.
    :param today: the day on which new and changed texts changed.
    :param pages: the keys of the pages in the site map.
    :param check: is called with the new content before it goes live, and raises
        `BadContentError` to refuse it.
    """

    languages: tuple[str, ...]
    today: date
    pages: Collection[str]
    check: Check = lambda _snapshot: None


def is_empty(path: Path) -> bool:
    """Tell whether the database at `path` holds no content."""
    with connections.snapshot(path) as db:
        return storage.is_empty(db)


def load(
    path: Path,
    source: Path,
    conditions: Conditions,
    *,
    title: Words | None = None,
    over: bool = False,
) -> bool:
    """Replace the content with a folder of files, or replace the sections of one file.

    Nothing is written, and nothing published, if the content is the same as before. A file belongs
    to the export whose `history.toml` is beside it.

    :param path: the database; it is created if it does not exist.
    :param source: the folder or the file.
    :param title: the editor's note about the publication.
    :param over: also replace what has been changed, from elsewhere, since the export was made.
    :returns: whether anything changed.
    :raises BadContentError: if the content is refused; nothing has been changed then.
    :raises NoContentError: if a file is to replace sections of an empty database.
    """
    if source.is_dir():
        rules.enforce(files.read(source), conditions.languages, conditions.pages)
    elif is_empty(path):
        raise storage.NoContentError
    connections.prepare(path, storage.migrations)  # only for content that can be loaded
    folder = source if source.is_dir() else source.parent
    with connections.writing(path) as db:
        old = None if storage.is_empty(db) else storage.read(db)
        new = _read(source, old)
        new.history.publication = None if over else files.read_history(folder).publication
        return replace(db, old, new, conditions, title=title, origin=folder.resolve().as_uri())


def add_missing_pages(path: Path, conditions: Conditions) -> bool:
    """Add the pages that this release brings, from the seed, to the content of an earlier one.

    :returns: whether there were any.
    :raises BadContentError: if the content does not fit this release with them.
    """
    with connections.writing(path) as db:
        old = storage.read(db)
        new = with_missing_pages(old, conditions)
        return new is not old and replace(db, old, new, conditions)


def with_missing_pages(document: Document, conditions: Conditions) -> Document:
    """Return stored content with the pages that this release brings, from the seed."""
    missing = set(conditions.pages) - set(document.pages)
    if not missing:
        return document
    seed = {key: page for key, page in files.read(SEED).pages.items() if key in missing}
    new = msgspec.structs.replace(document, pages=document.pages | seed)
    history = remembered(new, document.history, conditions.languages[0], conditions.today)
    return msgspec.structs.replace(new, history=history)


def replace(
    db: Database,
    old: Document | None,
    new: Document,
    conditions: Conditions,
    *,
    kind: PublicationKind = PublicationKind.LOAD,
    title: Words | None = None,
    origin: str | None = None,
) -> bool:
    """Replace the content of a database in the present transaction, unless it is the same.

    The change is recorded as a publication. If the history of the new content has the number of a
    publication, texts and facts that were changed since then, from elsewhere, are not replaced,
    but refused.

    :param old: the present content.
    :param title: the editor's note about the publication.
    :param origin: the address of the folder that is loaded, or of the set of changes.
    :returns: whether anything changed.
    :raises BadContentError: if the new content is refused.
    """
    document = completed(new, old, conditions)
    since = new.history.publication
    if old is not None and is_same(document, old):
        return False
    if old is not None and since is not None:
        faults = [*publications.overtaken(db, old, document, since, origin)]
        if faults:
            raise BadContentError("", "", f"Overtaken: {len(faults)}. {_OVERTAKEN}", faults)
    storage.write(db, document)
    publications.record(db, old, document, kind, title=title or {}, origin=origin)
    named = msgspec.structs.replace(document, files=new.files)  # for the messages
    conditions.check(
        dataclasses.replace(snapshot.read(db, conditions.languages), document=named, mark="")
    )
    indexing.fill(db, document, conditions.languages)
    return True


def _read(source: Path, old: Document | None) -> Document:
    """Read a folder, or the present content with the sections of one file in place of its own."""
    if old is None or source.is_dir():
        return files.read(source)
    parsed = files.parse(source)
    kept = {
        name: {section: value for section, value in contents.items() if section not in parsed}
        for name, contents in export.files_of(old).items()
    }
    return files.assemble([*kept.items(), (source.name, parsed)])


def is_same(one: Document, other: Document) -> bool:
    """Tell whether two documents have the same entries, in the same order, and history."""
    return one.history == other.history and list(one.entries()) == list(other.entries())


def completed(new: Document, old: Document | None, conditions: Conditions) -> Document:
    """Return a document as the database keeps it: with its history and its former addresses.

    :raises BadContentError: if it is refused.
    """
    rules.enforce(new, conditions.languages, conditions.pages)
    stored = History() if old is None else old.history
    history = remembered(new, stored, conditions.languages[0], conditions.today)
    return msgspec.structs.replace(
        new, history=history, phases=_with_former_slugs(new, old), files={}
    )


def _with_former_slugs(new: Document, old: Document | None) -> dict[Key, Phase[Words, Key]]:
    """Return the phases, where every address that was ever right redirects for ever."""
    owners: dict[tuple[str, str], str] = {}
    for document in (old, new):
        for key, phase in document.phases.items() if document else ():
            for tag, slug in phase.own_slugs():
                owner = owners.setdefault((tag, slug), key)
                if owner != key and owner in new.phases:
                    reason = Reason(
                        N_('"%(slug)s" was once %(other)s'), slug=slug, other=f"phases.{owner}"
                    )
                    file = new.files.get("phases", "")
                    raise BadContentError(file, f"phases.{key}.slug.{tag}", reason)
                owners[tag, slug] = key
    former: dict[str, dict[str, list[str]]] = {}
    for (tag, slug), key in sorted(owners.items()):
        if key in new.phases and new.phases[key].slug.get(tag) != slug:
            former.setdefault(key, {}).setdefault(tag, []).append(slug)
    return {
        key: msgspec.structs.replace(
            phase, former_slugs={tag: tuple(all_) for tag, all_ in former.get(key, {}).items()}
        )
        for key, phase in new.phases.items()
    }

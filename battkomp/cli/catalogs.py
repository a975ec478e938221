"""Catalogs of interface strings: extracted, compiled and checked with Babel.

The strings in code and templates are English, so English needs no catalog.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from battkomp.settings import ROOT

CODE_LANGUAGE = "en"

_KEYWORDS = DEFAULT_KEYWORDS | {"lazy_gettext": None, "lazy_ngettext": (1, 2)}
# The hour of extraction would make a catalog differ from itself.
_UNDATED = datetime(2021, 10, 27, tzinfo=UTC)
_PLACEHOLDER = re.compile(r"%\(\w+\)\w|%%|</?\w+")


def extract(translations: Path, locales: Iterable[str]) -> None:
    """Put new strings into every locale's catalog, untranslated; take out those that are gone."""
    template = _template()
    for locale in locales:
        po = _catalog(translations, locale)
        po.parent.mkdir(parents=True, exist_ok=True)
        catalog = _read(po) if po.exists() else Catalog(locale, project="BattKOMP", fuzzy=False)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        po.write_bytes(_written(catalog))


def compile_all(translations: Path) -> None:
    """Compile every catalog."""
    for po in sorted(translations.glob("*/LC_MESSAGES/messages.po")):
        po.with_suffix(".mo").write_bytes(_compiled(_read(po)))


def complaints(translations: Path, locales: Iterable[str]) -> Iterator[str]:
    """Yield what is wrong with the catalogs of some locales, a line each."""
    wanted = {message.id for message in _template() if message.id}
    for locale in locales:
        po = _catalog(translations, locale)
        name = po.relative_to(translations)
        if not po.exists():
            yield f"{name}: there is no such catalog"
            continue
        catalog = _read(po)
        known = {message.id for message in catalog if message.id}
        yield from (f"{name}: not extracted: {text!r}" for text in wanted - known)
        yield from (f"{name}: no longer used: {text!r}" for text in known - wanted)
        for message in catalog:
            yield from (f"{name}: {complaint}" for complaint in _complaints_of(message))
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.read_bytes() != _compiled(catalog):
            yield f"{name}: the compiled catalog is not made from this one"


def _complaints_of(message: Message) -> Iterator[str]:
    if not message.id:
        return
    if message.fuzzy:
        yield f"fuzzy: {message.id!r}"
    originals, translations = _forms(message.id), _forms(message.string)
    if not all(translations):
        yield f"not translated: {message.id!r}"
        return
    # A plural form may leave out the number ("the one member"), but nothing else, and add nothing.
    allowed = {tuple(sorted(_PLACEHOLDER.findall(text))) for text in originals}
    for text in translations:
        if tuple(sorted(_PLACEHOLDER.findall(text))) not in allowed:
            yield f"other placeholders or elements than the original: {message.id!r}"


def _forms(text: str | Iterable[str] | None) -> tuple[str, ...]:
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def _template() -> Catalog:
    """Collect the strings of the code and the templates, as pyproject.toml maps them."""
    catalog = Catalog(project="battkomp", fuzzy=False)
    babel = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["babel"]
    methods = [(one["pattern"], one["method"]) for one in babel["mappings"]]
    options = {
        one["pattern"]: {name: one[name] for name in one if name not in ("pattern", "method")}
        for one in babel["mappings"]
    }
    found = extract_from_dir(
        ROOT,
        methods,
        options,
        _KEYWORDS,
        comment_tags=("Translators:",),
        directory_filter=lambda folder: not Path(folder).name.startswith("."),
    )
    for file, _line, message, comments, context in sorted(found, key=lambda one: one[:2]):
        catalog.add(message, locations=[(file, 0)], auto_comments=comments, context=context)
    return catalog


def _catalog(translations: Path, locale: str) -> Path:
    return translations / locale / "LC_MESSAGES" / "messages.po"


def _read(po: Path) -> Catalog:
    with po.open("rb") as file:
        catalog = read_po(file, locale=po.parent.parent.name)
    catalog.creation_date = catalog.revision_date = _UNDATED
    return catalog


def _written(catalog: Catalog) -> bytes:
    catalog.creation_date = catalog.revision_date = _UNDATED
    buffer = BytesIO()
    write_po(buffer, catalog, width=0, sort_by_file=True, include_lineno=False)
    return buffer.getvalue()


def _compiled(catalog: Catalog) -> bytes:
    buffer = BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()

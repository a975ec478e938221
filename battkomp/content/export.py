"""Writing the content to TOML files."""

import itertools
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import tomli_w

from battkomp.content.entry import DERIVED
from battkomp.content.files import SECTIONS, Document

# The sections in each file.
_FILES: Mapping[str, tuple[str, ...]] = {
    "pages.toml": ("pages",),
    "phases.toml": ("phases",),
    "organisations.toml": ("organisations",),
    "board.toml": ("board", "seats", "people"),
    "contact.toml": ("contact",),
    "sources.toml": ("sources",),
    "milestones.toml": ("milestones",),
    "findings.toml": ("findings",),
    "figures.toml": ("charts", "figures"),
    "chain.toml": ("steps",),
    "glossary.toml": ("terms",),
    "history.toml": ("history",),
}
_HISTORY_NOTE = (
    "# The history of each text: the day it changed, and the source text that a translation was\n"
    "# made from. Written by `flask content confirm` and `flask content export`; not for editing\n"
    "# by hand.\n\n"
)
_SEED = Path(__file__).parent / "seed"


def write(document: Document, folder: Path) -> None:
    """Write a document as files that `load` reads back."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, sections in files_of(document).items():
        text = tomli_w.dumps(sections, multiline_strings=True)
        (folder / name).write_text(_comment(name) + text, "utf-8")
    write_history(document, folder)


def write_history(document: Document, folder: Path) -> None:
    """Write only the history of a document."""
    history = msgspec.to_builtins(document.history, builtin_types=(date,))
    text = tomli_w.dumps({"history": history})
    (folder / "history.toml").write_text(_HISTORY_NOTE + text, "utf-8")


def files_of(document: Document) -> dict[str, dict[str, Any]]:
    """Return the sections of each file, as TOML has them."""
    plain = msgspec.to_builtins(document, builtin_types=(date,), enc_hook=str)
    for section, kind in SECTIONS.items():
        entries = [plain[section]] if kind.is_single else plain[section].values()
        for entry, derived in itertools.product(entries, DERIVED):
            entry.pop(derived, None)
    return {name: {section: plain[section] for section in of} for name, of in _FILES.items()}


def _comment(name: str) -> str:
    """Return the comment at the start of a file: the same as in the content that ships."""
    lines = (_SEED / name).read_text("utf-8").splitlines(keepends=True)
    return "".join(itertools.takewhile(lambda line: not line.startswith("["), lines))

"""The base of all kinds of entries. Each kind is declared once, for files and for pages."""

import functools
import typing
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Generic, TypeVar

import msgspec
from msgspec import Meta, Struct

from battkomp.content.model import Place, json_of
from battkomp.content.reasons import Reason
from battkomp.languages import N_

# A file has words in every language and names other entries by key. A page has words in the
# reader's language, and the other entries themselves.
W = TypeVar("W")  # words: `Words` in files, `Text` on pages
SourceRef = TypeVar("SourceRef")  # sources
OrganisationRef = TypeVar("OrganisationRef")  # organisations
PersonRef = TypeVar("PersonRef")  # people
REFERENCES = {SourceRef: "sources", OrganisationRef: "organisations", PersonRef: "people"}

Words = dict[str, str]
Key = str
Year = Annotated[int, Meta(ge=1900, le=2100)]
Number = Annotated[int, Meta(ge=1, le=9999)]

# Fields that are filled in when entries are read. Files may not have them.
DERIVED = ("key", "status")


class Entry(
    Struct, Generic[W], kw_only=True, frozen=True, forbid_unknown_fields=True, omit_defaults=True
):
    """The base of all kinds of entries. `section` names the table that a file keeps them in."""

    section: ClassVar[str]
    is_single: ClassVar[bool] = False  # whether the section holds one entry instead of many by key
    key_pattern: ClassVar[str] = "[a-z0-9]+(-[a-z0-9]+)*"
    key_rule: ClassVar[Reason] = Reason(
        N_("a key has letters from a to z, digits, and hyphens between them")
    )

    key: Key = ""

    @property
    def subject(self) -> str:
        """The name of the entry in the history and in messages, such as `phases.3` or `board`."""
        return f"{self.section}.{self.key}" if self.key else self.section

    def words(self) -> Iterator[tuple[str, W]]:
        """Yield each field that is written in every language, if it has a value."""
        for name in word_fields(type(self)):
            value = getattr(self, name)
            if value is not None:
                yield name, value

    def references(self) -> Iterator[tuple[str, str, Any]]:
        """Yield each entry that is named, with the field that names it and its section."""
        for parameter, section in REFERENCES.items():
            for field in fields_of(type(self), parameter):
                value = getattr(self, field)
                for one in value if isinstance(value, tuple) else (value,):
                    if one is not None:
                        yield field, section, one

    def facts(self) -> dict[str, Any]:
        """Return the other fields, as JSON has them."""
        plain: dict[str, Any] = msgspec.to_builtins(self, enc_hook=str)
        return {k: v for k, v in plain.items() if k not in (*DERIVED, *word_fields(type(self)))}

    def values(self: "Entry[Words]") -> Iterator[tuple[Place, str]]:
        """Yield its texts, and its facts as JSON, each with its place in the content."""
        for field, fact in self.facts().items():
            if field != "former_slugs":  # they follow from the slugs
                yield (self.subject, field, ""), json_of(fact)
        for field, words in self.words():
            yield from (((self.subject, field, tag), text) for tag, text in words.items())


@functools.cache
def fields_of(kind: type[Entry[Any]], parameter: TypeVar) -> tuple[str, ...]:
    """Return the names of the fields whose type has a type parameter in it."""
    return tuple(
        field.name
        for field in msgspec.structs.fields(kind)
        if parameter is field.type or parameter in typing.get_args(field.type)
    )


def word_fields(kind: type[Entry[Any]]) -> tuple[str, ...]:
    """Return the names of the fields that are written in every language."""
    return fields_of(kind, W)

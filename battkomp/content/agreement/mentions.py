"""Mentions of organisations and people in texts."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from battkomp.spelling import alike


class Found(NamedTuple):
    """Something in a text: a key that is the same in all languages, and its place.

    :param kind: the kind of a value, as `languages.toml` names it.
    :param is_sure: False if the other text need not have it.
    """

    key: str
    start: int
    end: int
    kind: str = ""
    is_sure: bool = True


class Names:
    """The names that entries have in all languages, and where they occur in texts.

    The longest name counts: `Siemens Energy` has no `Siemens` in it. A name may have a genitive s
    or be part of a compound with a hyphen, such as `NHO-rapporten`.

    :param names: each name with the key of its entry, once for each language and field that has
        it. If entries share a name, it is of the one that has it most often, or else of none: its
        key is the name itself.
    :param not_after: words that no name follows.
    """

    def __init__(self, names: Iterable[tuple[str, str]], not_after: Iterable[str] = ()) -> None:
        keys: dict[str, Counter[str]] = defaultdict(Counter)
        for name, key in names:
            if name.strip():
                keys[_plain(name)][key] += 1
        self._keys = {name: _owner(name, often) for name, often in keys.items()}
        longest = sorted(self._keys, key=len, reverse=True)
        patterns = [r"\s+".join(map(re.escape, name.split())) for name in longest]
        before = "".join(rf"(?<!\b{re.escape(one)}\s)" for one in sorted({*not_after}))
        self._pattern = re.compile(
            rf"(?<!\w){before}(?:{'|'.join(patterns) or '(?!)'})(?=s?(?!\w))"
        )

    def mentions(self, text: str) -> list[Found]:
        """Return the mentions in a text. A name with a short name after it, in brackets, is one."""
        found: list[Found] = []
        for one in self._pattern.finditer(alike(text)):
            key = self._keys[_plain(one[0])]
            between = text[found[-1].end : one.start()] if found else ""
            if not (found and found[-1].key == key and re.fullmatch(r"\s*\(", between)):
                found.append(Found(key, *one.span()))
        return found

    def without(self, text: str) -> str:
        """Return a text of the same length with spaces in the places of names."""
        return self._pattern.sub(lambda one: " " * len(one[0]), alike(text))


def _owner(name: str, often: Counter[str]) -> str:
    (key, times), *others = often.most_common(2)
    return name if others and others[0][1] == times else key


def _plain(name: str) -> str:
    return " ".join(alike(name).split())

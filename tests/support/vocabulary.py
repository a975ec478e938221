"""What is wrong with linked data by schema.org's vocabulary, as far as the site speaks it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Any

from battkomp.settings import ROOT

_TYPES: dict[str, Any] = tomllib.loads((ROOT / "tests/fixtures/schema_org.toml").read_text("utf-8"))


def complaints(thing: dict[str, Any]) -> Iterator[str]:
    """Yield what a thing may not say of itself, and what it should have said."""
    kind = str(thing.get("@type"))
    if kind not in _TYPES:
        yield f"there is no {kind}"
        return
    allowed = {name: types for one in _lineage(kind) for name, types in _of(one, "may", {}).items()}
    missing = [name for one in _lineage(kind) for name in _of(one, "must", []) if name not in thing]
    yield from (f"{kind} without {name}" for name in missing)
    for name, said in thing.items():
        if name.startswith("@"):
            continue
        if name not in allowed:
            yield f"{kind} has no {name}"
            continue
        for value in said if isinstance(said, list) else [said]:
            if not any(_is(value, one) for one in allowed[name]):
                yield f"{kind}.{name} is {value!r}, and none of {allowed[name]}"
            if isinstance(value, dict) and set(value) != {"@id"}:
                yield from complaints(value)


def every(thing: Any) -> Iterator[dict[str, Any]]:
    """Yield a thing, and all that are in it."""
    if isinstance(thing, dict):
        yield thing
        for value in thing.values():
            yield from every(value)
    elif isinstance(thing, list):
        for one in thing:
            yield from every(one)


def _is(value: Any, kind: str) -> bool:
    if isinstance(value, dict):
        is_reference = set(value) == {"@id"}
        return is_reference or kind in _lineage(str(value.get("@type")))
    if kind == "Boolean":
        return isinstance(value, bool)
    if kind == "Integer":
        return isinstance(value, int)
    if not isinstance(value, str) or not value.strip():
        return False
    if kind == "URL":
        return re.fullmatch(r"https?://[^\s/]+/?\S*", value) is not None
    if kind == "Date":
        return re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None and bool(
            date.fromisoformat(value)
        )
    return kind == "Text"


def _lineage(kind: str) -> list[str]:
    above = _TYPES.get(kind, {}).get("is")
    return [kind, *(_lineage(above) if above else [])]


def _of(kind: str, name: str, default: Any) -> Any:
    return _TYPES.get(kind, {}).get(name, default)

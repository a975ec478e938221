"""The agreement of the content, in the words of commands."""

from __future__ import annotations

from battkomp.content.agreement.check import Severity
from battkomp.content.agreement.checks import Disagreement, not_accepted
from battkomp.content.files import FaultyContentError
from battkomp.content.snapshot import Snapshot

_HOW = (
    "mend them, or accept each that is no error: "
    'flask content accept KEY CHECK --because "the reason" [FOLDER]'
)


class ContradictionsError(FaultyContentError):
    """Content with contradictions that no editor has accepted."""

    def __init__(self, contradictions: tuple[Disagreement, ...]) -> None:
        reason = f"Contradictions: {len(contradictions)}. Nothing is loaded; {_HOW}"
        super().__init__(map(described, contradictions), reason)
        self.contradictions = contradictions


def contradictions(snapshot: Snapshot) -> tuple[Disagreement, ...]:
    """Return the contradictions in a snapshot that are not accepted."""
    found = not_accepted(snapshot.document, snapshot.languages)
    return tuple(one for one in found if one.severity is Severity.CONTRADICTION)


def refuse_contradictions(snapshot: Snapshot) -> None:
    """Refuse content that contradicts itself.

    :raises ContradictionsError: if there are contradictions that are not accepted.
    """
    found = contradictions(snapshot)
    if found:
        raise ContradictionsError(found)


def described(one: Disagreement) -> str:
    """Return a disagreement in one line: where it is, its check, both excerpts, and the remedy."""
    excerpt, other, expected = one.difference
    against = f"{one.other_language} has" if one.other_language else "the stored fact is"
    return (
        f"{one.language}: {one.text}: {one.severity.value} ({one.check}): "
        f"{_quoted(excerpt)} but {against} {_quoted(other)}; expected {expected}"
    )


def _quoted(words: str) -> str:
    return f'"{words}"' if words else "nothing"

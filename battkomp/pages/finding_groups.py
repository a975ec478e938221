"""Findings as pages list them: with others of their kind, under the part they belong to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from battkomp.content.model import FindingKind
from battkomp.content.views import Finding, Phase


@dataclass(frozen=True)
class FindingGroup:
    """Findings of a kind and a part. Those that are numbered stand in the order of the numbers."""

    kind: FindingKind
    phase: Phase
    findings: tuple[Finding, ...]

    @property
    def is_numbered(self) -> bool:
        """Whether each of the findings has a number."""
        return all(one.number for one in self.findings)


def grouped(findings: Iterable[Finding], phases: Iterable[Phase]) -> tuple[FindingGroup, ...]:
    """Return findings in their groups, in the order of the groups and of the parts."""
    found = tuple(findings)
    of_each = (
        (kind, phase, tuple(one for one in found if (one.group, one.part) == (kind, phase.number)))
        for kind in FindingKind
        for phase in phases
    )
    return tuple(
        FindingGroup(kind, phase, tuple(sorted(ours, key=lambda one: one.number or 0)))
        for kind, phase, ours in of_each
        if ours
    )

"""The page of findings, in groups."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import Any

from battkomp.content.model import FindingKind
from battkomp.content.views import Finding, Phase
from battkomp.data.datasets import dataset
from battkomp.web.context import content
from battkomp.web.text_links import GlossaryLinks, unique_sources


@dataclass(frozen=True)
class FindingGroup:
    """The findings of a kind and a part of the project. Numbered ones are in order of number.

    :param id: that of the heading: the name of the kind, with a point and the key of the phase if
        another group has it. No entry has a key with a point.
    """

    id: str
    kind: FindingKind
    phase: Phase
    findings: tuple[Finding, ...]

    @property
    def is_numbered(self) -> bool:
        """Whether each finding has a number."""
        return all(one.number for one in self.findings)


def grouped(findings: Iterable[Finding], phases: Iterable[Phase]) -> tuple[FindingGroup, ...]:
    """Return findings in groups, ordered by kind and phase."""
    by_number = sorted(findings, key=lambda one: one.number or 0)
    groups: list[FindingGroup] = []
    for kind, phase in product(FindingKind, phases):
        own = tuple(one for one in by_number if (one.group, one.part) == (kind, phase.number))
        is_first = kind not in [group.kind for group in groups]
        name = kind.value if is_first else f"{kind.value}.{phase.key}"
        if own:
            groups.append(FindingGroup(name, kind, phase, own))
    return tuple(groups)


def variables() -> dict[str, Any]:
    """Return the findings and recommendations of each part of the project."""
    found = content()
    groups = grouped(found.findings, found.phases)
    return {
        "groups": groups,
        "by_key": {one.key: one for one in found.findings},
        "references": unique_sources(*(group.findings for group in groups)),
        "glossed": GlossaryLinks(found.term_forms),
        "dataset": dataset("findings"),
    }

"""Values that entries are made of: texts as a reader gets them, and fixed sets of choices."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass, replace
from html import escape


@dataclass(frozen=True)
class Text:
    """A text as one reader gets it: in their language, or else in the source language.

    `language` is the tag of the language of `value`. `is_fallback` says that it is not the
    reader's; `is_outdated` that the source text has changed since it was translated.
    """

    value: str
    language: str
    is_fallback: bool = False
    is_outdated: bool = False

    def __str__(self) -> str:
        return self.value

    def __html__(self) -> str:
        """The text for a page, marked with its language if the page is in another (WCAG 3.1.2).

        A line may break after a slash, as "utdanning/kompetanse" is wider than a small screen.
        """
        html = escape(self.value).replace("/", "/<wbr>")
        return f'<span lang="{self.language}">{html}</span>' if self.is_fallback else html

    @property
    def paragraphs(self) -> tuple[Text, ...]:
        """The text, split at its blank lines."""
        parts = re.split(r"\n\s*\n", self.value.strip())
        return tuple(replace(self, value=part.strip()) for part in parts)


class PhaseStatus(enum.Enum):
    """The progress of a phase."""

    PLANNED = "planned"
    UNDER_WAY = "under-way"
    LAUNCHED = "launched"


class MilestoneKind(enum.Enum):
    """Whether a milestone belongs to the project, to its context, or to the time since."""

    PROJECT = "project"
    CONTEXT = "context"
    SINCE = "since"


class FindingKind(enum.Enum):
    """The lists that findings are shown in, in this order."""

    NEEDS = "needs"
    POINTS = "points"
    GAPS = "gaps"
    SPRINTS = "sprints"
    MEASURES = "measures"


class FindingState(enum.Enum):
    """The reliability of a finding."""

    PRELIMINARY = "preliminary"
    CONFIRMED = "confirmed"
    REPLACED = "replaced"


class Unit(enum.Enum):
    """The unit of a figure."""

    COUNT = "count"
    PERCENT = "percent"
    NOK_MILLION = "nok-million"
    NOK_BILLION = "nok-billion"

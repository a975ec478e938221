"""`content check` finds the wordings that the glossary avoids, except in the customer's text."""

from __future__ import annotations

from pathlib import Path

from battkomp.settings import Settings
from tests.support.commands import invoke, output_of
from tests.support.sites import change, edited_seed

# The customer’s text has "satte"; a name and a longer form of a term have "competence".
EDITS = {
    "glossary": change(
        "[terms.sprint]", '[terms.sprint]\navoid.nb = ["satte"]\navoid.en = ["hack day"]'
    ),
    "findings": change("Early introduction to the trade", "A Hack\u00a0day, hack-day, hack days"),
    "contact": change("Any questions?", "Any questions about competence?"),
    "milestones": change("Per Holdø (Hydro) ledet gruppen.", "Per Holdø satte i gang."),
}
FOUND = [
    'nb: milestones.expert-group.body has "satte", the glossary "sprint"',
    'en: contact.invitation has "competence", the glossary "battery skills"',
    'en: findings.early-contact.title has "Hack\u00a0day", the glossary "sprint"',
    "Error: To be looked at: 3",
]


def test_an_avoided_wording_is_named_with_its_text_and_the_term(
    settings: Settings, tmp_path: Path
) -> None:
    content = edited_seed(tmp_path, **EDITS)
    output_of(settings, "content", "confirm", "--all", content)
    assert invoke(settings, "content", "check", content).output.splitlines() == FOUND

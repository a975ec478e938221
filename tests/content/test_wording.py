"""Texts of our own and interface strings have no wording that the glossary avoids."""

from pathlib import Path

from babel.messages.pofile import read_po

from battkomp.content import files
from battkomp.content.load import SEED
from battkomp.content.snapshot import Snapshot
from battkomp.content.wording import wordings
from battkomp.settings import ROOT, Settings
from tests.support.commands import invoke, output_of
from tests.support.sites import TODAY, change, edited_seed

PO = ROOT / "translations" / "nb" / "LC_MESSAGES" / "messages.po"

# The customer’s text has "satte"; a name and a longer form of a term have "competence".
EDITS = {
    "glossary": change(
        "[terms.sprint]", '[terms.sprint]\navoid.nb = ["satte"]\navoid.en = ["hack day"]'
    ),
    "findings": change("Early introduction to the trade", "A Hack\u00a0day, hack-day, hack days"),
    "contact": change("Any questions?", "Any questions about competence?"),
    "milestones": change("Per Holdø (Hydro) ledet gruppen.", "Per Holdø (Hydro) satte i gang."),
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


def test_no_interface_string_has_an_avoided_wording() -> None:
    snapshot = Snapshot(files.read(SEED), ("nb", "en"), mark="")
    catalog = read_po(PO.read_text("utf-8").splitlines(), locale="nb")
    faults = []
    for tag in snapshot.languages:
        known = wordings(snapshot.localized(tag, TODAY))
        for message in catalog:
            written = known.split(str(message.string if tag == "nb" else message.id))[1::2]
            faults += [(tag, one) for one in written if known.key_of(one)]
    assert faults == []

"""The documentation for editors tells of every check, with an example that it announces."""

import re
from typing import NamedTuple

import pytest

from battkomp.content import files
from battkomp.content.agreement.checks import FACT_CHECKS, PAIR_CHECKS
from battkomp.content.agreement.vocabulary import Vocabulary
from battkomp.content.history import Version
from battkomp.content.load import SEED
from battkomp.settings import ROOT

_OF_PAIRS = {one.name: one for one in PAIR_CHECKS}
_OF_FACTS = {one.name: one for one in FACT_CHECKS}
_DOCUMENTED = re.compile(
    r"^#### `(?P<check>[\w-]+)`: (?P<severity>.+)\n\n(?P<text>.+\n)+?\n"
    r"    (?P<key>\S+)\n    nb: (?P<nb>.+)\n    en: (?P<en>.+)\n    expected: (?P<expected>.+)$",
    re.MULTILINE,
)


class Documented(NamedTuple):
    """A check in the documentation, with its example."""

    check: str
    severity: str
    key: str
    nb: str
    en: str
    expected: str


DOCUMENTED = [
    Documented(**{name: found[name].replace("\\n", "\n") for name in Documented._fields})
    for found in _DOCUMENTED.finditer((ROOT / "docs" / "agreement.md").read_text("utf-8"))
]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary(files.read(SEED), ("nb", "en"))


def announced(one: Documented, vocabulary: Vocabulary) -> set[str]:
    """Return the values that the check expects in its example."""
    subject, _, field = one.key.rpartition(".")
    nb, en = (Version(subject, field, tag, getattr(one, tag), None) for tag in ("nb", "en"))
    if check := _OF_PAIRS.get(one.check):
        return {found.expected for found in check.function(nb, en, vocabulary)}
    function = _OF_FACTS[one.check].function
    return {found.expected for text in (nb, en) for found in function(text, vocabulary)}


def test_every_check_is_documented_with_its_severity() -> None:
    known = {name: one.severity.value for name, one in _OF_PAIRS.items()}
    known |= {name: one.severity.value for name, one in _OF_FACTS.items()}
    assert {one.check: one.severity for one in DOCUMENTED} == known


@pytest.mark.parametrize("one", DOCUMENTED, ids=lambda one: one.check)
def test_the_example_of_a_check_is_announced(one: Documented, vocabulary: Vocabulary) -> None:
    assert announced(one, vocabulary) == {one.expected}

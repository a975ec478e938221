"""Errors planted into the content that ships are found, and right texts are not announced."""

import re

import pytest

from battkomp.content.agreement.checks import Severity
from tests.tools.agreement.plants import FITTING, PLANTERS
from tests.tools.agreement.report import DOCUMENT, Report, seed

pytestmark = pytest.mark.full

# The least share that is found, in per cent, of each kind of error.
_VALUES = (
    *("one digit", "a nought more", "a number word", "an ordinal", "a unit"),
    *("million for billion", "a year", "a month", "a season"),
    *("a negation dropped", "a negation added"),
)
LEAST = {
    **dict.fromkeys(_VALUES, 98),
    "an organisation swapped": 95,
    "an organisation dropped": 95,
    "a person swapped": 95,
    "a sentence dropped": 95,
    "a paragraph dropped": 95,
    "an item dropped": 60,
    "a figure, in both languages": 90,
    "a count, in both languages": 90,
    "a year, in both languages": 80,
    "a month, in both languages": 80,
    "a stored figure": 90,
    "a stored count": 90,
    "a stored date": 90,
}
MOST = {Severity.CONTRADICTION: 1, Severity.TO_LOOK_AT: 4}  # per cent of right texts


@pytest.fixture(scope="module")
def report() -> Report:
    return Report.of(seed())


def test_every_kind_of_error_has_a_bar(report: Report) -> None:
    assert {one.kind for one in report.planted} == {*LEAST}
    assert {*FITTING} <= {*PLANTERS}


@pytest.mark.parametrize("kind", LEAST)
def test_planted_errors_are_found(report: Report, kind: str) -> None:
    rate = report.rate(kind)
    assert rate.planted > 3
    assert rate.percent >= LEAST[kind], rate.missed[:3]


@pytest.mark.parametrize("severity", Severity)
def test_few_right_texts_are_announced(report: Report, severity: Severity) -> None:
    assert report.percent_flagged(severity) <= MOST[severity]


def test_typography_is_not_announced(report: Report) -> None:
    assert all(one.planted for one in report.harmless)
    assert {one.kind: one.checks for one in report.harmless if one.found} == {}


def test_the_documented_rates_are_up_to_date(report: Report) -> None:
    """They may differ by a point, as each edit of a text changes them. `make agreement` writes."""
    rows = re.findall(r"^\| (.+?) \| .*?\| (\d+\.\d) \|", DOCUMENT.read_text("utf-8"), re.MULTILINE)
    rates = {one.kind: one.percent for one in report.planted}
    rates |= {one.value: report.percent_flagged(one) for one in Severity}
    assert {kind: float(percent) for kind, percent in rows} == pytest.approx(rates, abs=1)

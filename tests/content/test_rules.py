"""Content that breaks a rule, or cannot be shown, is refused in one line."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from battkomp import create_app
from battkomp.content import files, rules
from battkomp.content.files import BadContentError
from battkomp.content.reasons import Reason
from battkomp.settings import Settings
from tests.support.sites import PAGE_KEYS, change, edited_seed, load, without

pytestmark = pytest.mark.slow

Edit = Callable[[str], str]

CONTACT, ENGLISH_SLUG = 'title.en = "Contact"', 'slug.en = "1-needs-assessment"'
ORGANISATION, SOURCES = '"norsk-industri"', 'sources = ["part-1-report-story"]'
LAUNCHED, THIRD_SLUG = "launched_on = 2021-10-27", '"3-recruitment-and-society"'
NEW_PAGE = "[pages.bored]\ntitle.nb='x'\ndescription.nb='y'\n\n[pages.board]"
REPLACED = 'state = "replaced"'


def with_borrowed_slug(text: str) -> str:
    """Give part 2 the address that part 1, having none of its own, gets from the source."""
    slug = "2-gaps-and-recommendations"
    return without('slug.en = "1')(text).replace(slug, "1-behovskartlegging")


def with_one_address(text: str) -> str:
    """Give all sources the same address."""
    return re.sub(r'url = "[^"]+"', 'url = "https://a.example"', text)


# By file: the edits that break a rule, and the part of the message that tells which.
BAD: dict[str, list[tuple[Edit, str]]] = {
    "pages": [
        (without("title"), "pages.toml: pages.home: Object missing required field `title`"),
        (without("title.nb"), "pages.toml: pages.home.title.nb: the source language is missing"),
        (without("kicker"), "pages.home.kicker: the front page needs this"),
        (change(CONTACT, 'hint.nb = "x"'), "pages.contact.hint: only the front page shows this"),
        (change("[pages.board]", "[pages.bored]"), "pages.board: this page is missing"),
        (change("[pages.board]", NEW_PAGE), "pages.bored: the site has no such page"),
        (change("hint.nb", "hnit.nb"), "pages.home: Object contains unknown field `hnit`"),
        (change("title.en", "title.de"), "pages.home.title.de: the site has no such language"),
        (change(CONTACT, 'title.en = " "'), "pages.contact.title.en: this is empty"),
        (change(CONTACT, "title.en = 1"), "Expected `str`, got `int`"),
        *(
            (change(CONTACT, f'title.en = "a\\u{code}b"'), f"the character U+{code}")
            for code in ("0000", "0092", "009B", "202A", "202E", "2067", "2028", "FFF9", "FFFD")
        ),
        (change(CONTACT, 'title.en = "a\\uffff"'), "the character U+FFFF"),
    ],
    "history": [
        (change("2026-11-23", "0001-01-01"), 'title".nb.changed_on: the year must be from 1900'),
        (change("2026-11-23", "9999-12-31"), 'title".nb.changed_on: the year must be from 1900'),
    ],
    "phases": [
        (change("2021-10-27", "2021-13-27"), "phases.toml: Expected newline"),
        (change("2021-10-27", '"27.10.2021"'), "phases.1.launched_on: Invalid RFC3339"),
        (change("2021-10-27", "2021-10-27T09:00:00"), "phases.1.launched_on: Expected `date"),
        (change("2021-10-27", "1621-10-27"), "phases.1.launched_on: the year must be"),
        (
            change(LAUNCHED, f"{LAUNCHED}\nstarted_on = 2022-01-01"),
            "phases.1.launched_on: this is before the start",
        ),
        (change(ENGLISH_SLUG, 'slug.en = "Needs!"'), "phases.1.slug.en: an address has"),
        (change(ENGLISH_SLUG, 'slug.en = "1-\\nneeds"'), "phases.1.slug.en: an address has"),
        (change(ENGLISH_SLUG, f"slug.en = {THIRD_SLUG}"), "phases.3.slug.en: phases.1 has"),
        (
            change(ENGLISH_SLUG, f"{ENGLISH_SLUG}\nformer_slugs.en = [{THIRD_SLUG}]"),
            "phases.3.slug.en: phases.1 has the address",
        ),
        (with_borrowed_slug, "phases.2.slug.en: phases.1 has the address"),
        (change("[phases.3]", "[phases.4]"), "phases: the parts must be numbered"),
        (change("[phases.3]", "[phases.-3]"), "phases.-3: the key must be a number"),
    ],
    "board": [
        (change('["lo"]', '["lx"]'), 'seats.lo.organisations: there is no organisation "lx"'),
        (change('represents.en = "{lo}"', 'represents.en = "LO"'), "must name {lo}"),
        (change('person = "per-holdo"', 'person = "nobody"'), 'there is no person "nobody"'),
        (
            change("last_year = 2022", "last_year = 2020"),
            "board.last_year: this is before the first year",
        ),
        (change("per-holdo", "per-Holdo"), "a key has letters"),
        (change("[seats.lo]", '["seats.\\u001b[31m"]'), "\\u001b"),
    ],
    "contact": [
        (change(ORGANISATION, '"nobody"'), "contact.organisation: there is no organisation"),
        (change(ORGANISATION, '"siemens"'), '"siemens" has no website'),
        *(
            (
                change(ORGANISATION, f'{ORGANISATION}\nemail = "{email}"'),
                "contact.toml: contact.email: this is not an email address",
            )
            for email in ("not an address", "a%0aBcc@b.example", "a?subject=b@c.example")
        ),
        (change("[contact]", "[[contact]]"), "contact: Expected `object`, got `array`"),
        (change("[contact]", "[contract]"), "contract: there is no such section"),
        (change("[contact]", "[contact"), "contact.toml: "),
        (change("organisation =", "key = 'x'\norganisation ="), "contact.key: there is no such"),
    ],
    "organisations": [
        (change(f"of = {ORGANISATION}", 'of = "x"'), 'there is no organisation "x"'),
        (change(f"of = {ORGANISATION}", 'of = "kompetanseutvalget"'), "leads back to the"),
        (change('group = "partner"', 'part_of = "kompetanseutvalget"'), "leads back to the"),
        (change('"https://www.lo.no"', '"javascript:alert(1)"'), "lo.website: this is not an"),
        (without("summary."), "summary: an organisation in a group needs this"),
    ],
    "sources": [
        (change('url = "https:', 'url = "http:'), "url: this is not an address"),
        (with_one_address, "has this address too"),
        (change('publisher = "', 'publisher = "\\u202e'), "the character U+202E"),
        (change('language = "nb"', 'language = "<b>"'), "language: this is not a language tag"),
    ],
    "findings": [
        (change(SOURCES, 'sources = ["nothing"]'), 'sources: there is no source "nothing"'),
        (change(SOURCES, "sources = []"), "findings.access-is-a-challenge.sources: this needs a"),
        (
            change(SOURCES, 'sources = ["part-1-report-story", "part-1-report-story"]'),
            '"part-1-report-story" is here 2 times',
        ),
        (change("part = 3", "part = 4"), "there is no such part"),
        (change("number = 2", "number = 1"), "has this number too"),
        (change('state = "preliminary"', REPLACED), "a replaced finding names its successor"),
        (
            change('state = "preliminary"', f'{REPLACED}\nreplaced_by = "much-exists-already"'),
            'there is no other finding "much-exists-already"',
        ),
        (change('"preliminary"', '"certain"'), "state: Invalid enum value 'certain'"),
        (change('"2023"', '"tidlig i 2023"'), "is not a day, month, season or year"),
    ],
    "milestones": [
        (change(f"[{ORGANISATION}", '["nobody"'), 'there is no organisation "nobody"'),
        (change('on = "2021-10-27"', 'on = "2021-02-30"'), "day is out of range"),
        (change('on = "2021-10-27"', 'on = "0021"'), "The year must be from 1900"),
    ],
    "figures": [
        (change("{value}", "67"), "this must have {value} in it, once"),
        (change("value = 92", "value = 920"), "value: this must be a number from 0 to 100"),
        (change("value = 67", "value = nan"), "companies-surveyed.value: this must be a number"),
        (change("value = 67", "value = 1e300"), "companies-surveyed.value: this must be a number"),
        (change('owner = "ntnu"', 'owner = "who"'), 'there is no organisation "who"'),
        (change('chart = "engineers"', 'chart = "none"'), 'there is no chart "none"'),
        (change('chart = "engineers"', ""), "charts.engineers: there is no figure in this chart"),
        (change('chart = "engineers"', 'chart = "turnover"'), "unit: figures that are drawn"),
        (
            change("[figures.jobs]", "[figures.main]"),
            'figures.toml: figures.main: /nb/tall has the id "main" twice',
        ),
    ],
    "chain": [(change("sources = [", 'sources = ["none", '), 'there is no source "none"')],
    "glossary": [
        (change("definition.nb", "definition.de"), "the site has no such language"),
        (change("avoid.en", "avoid.de"), "avoid.de: the site has no such language"),
    ],
}


def test_content_that_breaks_a_rule_is_refused_in_one_line(
    settings: Settings, tmp_path: Path
) -> None:
    load(settings)
    before, runner = settings.database.read_bytes(), create_app(settings).test_cli_runner()
    faults = []
    for file, breaches in BAD.items():
        for number, (edit, complaint) in enumerate(breaches):
            content = edited_seed(tmp_path / f"{file}-{number}", **{file: edit})
            for source in (content, content / f"{file}.toml"):
                result = runner.invoke(args=["content", "load", str(source)])
                is_one_line = len(result.output.splitlines()) == 1
                if not (result.exit_code == 1 and is_one_line and complaint in result.output):
                    faults.append((file, complaint, result.output))
    assert faults == []
    assert settings.database.read_bytes() == before


def faults_of(folder: Path, **edits: Edit) -> list[tuple[str, Reason]]:
    """Return what breaks a rule in the seed with edits, if it can be read."""
    try:
        document = files.read(edited_seed(folder, **edits))
    except BadContentError:
        return []
    return list(rules.faults(document, ("nb", "en"), PAGE_KEYS))


def test_every_fault_is_named_and_not_only_the_first(tmp_path: Path) -> None:
    alone = [
        ({file: edit}, found)
        for file, breaches in BAD.items()
        for number, (edit, _) in enumerate(breaches)
        if (found := faults_of(tmp_path / f"{file}-{number}", **{file: edit}))
    ]
    assert len(alone) > 50
    pairs = list(zip(alone, alone[7:] + alone[:7], strict=True))
    for number, ((one, its), (other, others)) in enumerate(pairs):
        if one.keys() != other.keys():
            together = faults_of(tmp_path / str(number), **one, **other)
            assert {*its, *others} <= set(together)

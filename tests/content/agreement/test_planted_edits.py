"""Edits that make the languages disagree are announced; right edits and typography are not."""

import re
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import pytest
import tomli_w

from battkomp.settings import Settings
from tests.support.commands import invoke, output_of
from tests.support.sites import change, edited_seed

pytestmark = pytest.mark.slow

Swap = tuple[str, str]

# A check that fits each kind of edit announces it.
FITTING = {
    "number": {"numbers", "units"},
    "date": {"dates", "years", "numbers", "stored-dates"},
    "unit": {"units", "numbers"},
    "organisation": {"organisations", "names", "mentions"},
    "person": {"people", "names"},
    "name": {"names"},
    "negation": {"negations"},
    "sentence": {"sentences", "paragraphs", "items", "enumerations"},
    "count": {"counts"},
    "figure": {"figures"},
    "year": {"stored-dates"},
}


class Edit(NamedTuple):
    """An edit of a text, as what is written and what is put in its place, by language."""

    kind: str
    key: str
    nb: Swap | None = None
    en: Swap | None = None


EDITS = (
    Edit("date", "phases.2.became", en=("16 November 2021", "16 November 2022")),
    Edit("number", "phases.2.became", en=("More than 50", "More than 500")),
    Edit("organisation", "phases.2.became", en=("Arnesen of Norsk Industri", "Arnesen of LO")),
    Edit("date", "phases.3.became", en=("held in October 2022", "held in September 2022")),
    Edit("number", "phases.3.became", nb=("fem tiltak", "seks tiltak")),
    Edit("sentence", "phases.3.became", en=("- capacity in battery-related education\n", "")),
    Edit("number", "phases.1.became", en=("67 companies", "76 companies")),
    Edit("organisation", "phases.1.became", nb=("Northvolt", "Freyr")),
    Edit("date", "pages.about.body", en=("ended in 2023", "ended in 2022")),
    Edit("date", "pages.about.body", nb=("våren 2021", "høsten 2021")),
    Edit("number", "pages.board.description", en=("The eight", "The nine")),
    Edit("number", "pages.chain.description", en=("six steps", "five steps")),
    Edit("sentence", "pages.chain.body", en=("\n\nThe overview", " The overview")),
    Edit("negation", "pages.chain.body", en=("ours, not BattKOMP’s", "ours and BattKOMP’s")),
    Edit("date", "pages.organisations.body", en=("2021–2023", "2021–2022")),
    Edit("negation", "pages.findings.body", nb=("er ikke publisert", "er publisert")),
    Edit(
        "sentence", "pages.figures.body", en=(" Actual developments may have been different.", "")
    ),
    Edit("date", "organisations.freyr.summary", en=("February 2025", "March 2025")),
    Edit("date", "organisations.teknobedriftene.summary", en=("6 June 2006", "16 June 2006")),
    Edit("number", "organisations.albatts.summary", en=("20 partners", "12 partners")),
    Edit("number", "organisations.albatts.summary", nb=("elleve land", "tolv land")),
    Edit("unit", "organisations.eba-academy.summary", nb=("millioner euro", "millioner kroner")),
    Edit(
        "organisation", "organisations.kompetanseutvalget.summary", en=("Hydro and Intek", "Hydro")
    ),
    Edit("date", "organisations.siemens.summary", en=("January 2019", "January 2018")),
    Edit("unit", "milestones.nho-battery-report.body", en=("90 billion", "90 million")),
    Edit("number", "milestones.nho-battery-report.body", en=("30,000", "300,000")),
    Edit("unit", "milestones.freyr-turns-to-us.body", en=("NOK 4", "EUR 4")),
    Edit("number", "milestones.hydrovolt-agreement.body", en=("72%", "27%")),
    Edit("unit", "milestones.hydrovolt-agreement.body", nb=("78 millioner", "78 milliarder")),
    Edit("number", "milestones.vocational-college-grant.body", en=("NOK 5.6", "NOK 56")),
    Edit("organisation", "milestones.battery-bachelor.body", en=("with Beyonder", "with Morrow")),
    Edit("organisation", "milestones.part-3-start.body", en=("Battery Norway", "the Eyde Cluster")),
    Edit("person", "milestones.part-3-handover.body", en=("Trude Tinnlund", "Kenneth Sandmo")),
    Edit("person", "milestones.competence-roadmap.body", nb=("Sverre Panengstuen", "Per Holdø")),
    Edit("person", "milestones.battery-norway-launch.body", nb=("Pål Runde", "Per Holdø")),
    Edit("number", "milestones.battery-strategy.body", en=("The fifth of", "The sixth of")),
    Edit("number", "milestones.first-sprints.body", nb=("30 eksperter", "13 eksperter")),
    Edit("organisation", "steps.packs.body", en=(", Corvus Energy in Bergen", "")),
    Edit("date", "steps.cells.body", en=("August 2024", "April 2024")),
    Edit("negation", "steps.use.body", en=("We have not found", "We have found")),
    Edit("name", "findings.cell-know-how.body", en=("Asia", "Africa")),
    Edit("number", "findings.access-is-a-challenge.body", en=("92%", "29%")),
    Edit("date", "findings.nordic-hub.body", en=("November 2022", "December 2022")),
    Edit("unit", "charts.turnover.subtitle", en=("NOK billion", "NOK million")),
    Edit("date", "figures.places-to-2025.sentence", en=("spring 2022", "autumn 2022")),
    Edit(
        "organisation", "sources.green-value-chains.title", en=("the NHO report", "the LO report")
    ),
    Edit("number", "terms.upper-secondary.definition", en=("third year", "second year")),
    Edit("organisation", "terms.social-partners.definition", nb=("NHO og LO", "NHO")),
    Edit("organisation", "board.introduction", en=("BattKOMP project", "Hydro project")),
    Edit("sentence", "contact.invitation", en=(" Please get in touch.", "")),
    # In both languages: the stored facts are others.
    Edit("figure", "phases.1.became", ("67 bedrifter", "76 bedrifter"), ("67 comp", "76 comp")),
    Edit(
        "figure", "milestones.strategy-summit.body", ("400 nye", "450 nye"), ("400 add", "450 add")
    ),
    Edit("count", "pages.board.description", ("De åtte", "De ni"), ("The eight", "The nine")),
    Edit(
        "count", "pages.chain.body", ("til seks ledd", "til sju ledd"), ("six steps", "seven steps")
    ),
    Edit("count", "pages.phases.description", ("tre deler", "fire deler"), ("three", "four")),
    Edit("count", "pages.findings.body", ("fem tiltakene", "seks tiltakene"), ("five", "six")),
    Edit("year", "organisations.northvolt.summary", ("mars 2025", "mars 2015"), ("2025", "2015")),
    Edit("year", "steps.recycling.body", ("januar 2025", "januar 2020"), ("2025", "2020")),
)

RIGHT = (
    Edit("", "milestones.competence-roadmap.body", ("på sju", "på åtte"), ("of seven", "of eight")),
    Edit("", "contact.invitation", ("Lurer du på noe?", "Noen spørsmål?"), ("Please get", "Get")),
    Edit(
        "",
        "pages.search.description",
        ("Søk i alt", "Let i alt"),
        ("Search all", "Look through all"),
    ),
    Edit(
        "",
        "steps.use.body",
        (" Vi har ikke funnet noen samlet oversikt over norske aktører i dette leddet.", ""),
        (" We have not found a complete overview of Norwegian companies in this step.", ""),
    ),
    Edit(
        "",
        "findings.cell-know-how.body",
        ("i Asia", "i Japan og Sør-Korea"),
        ("from Asia", "from Japan and South Korea"),
    ),
    Edit(
        "",
        "steps.packs.body",
        ("Corvus Energy i Bergen og Pixii i Drammen", "Pixii i Drammen og Corvus Energy i Bergen"),
        (
            "Corvus Energy in Bergen and Pixii in Drammen",
            "Pixii in Drammen and Corvus Energy in Bergen",
        ),
    ),
    Edit(
        "",
        "milestones.first-sprints.body",
        ("30 eksperter", "35 eksperter"),
        ("30 experts", "35 experts"),
    ),
    Edit(
        "",
        "terms.student-place.definition",
        ("Plass til én", "Plassen til én"),
        ("A place for", "The place for"),
    ),
    Edit(
        "",
        "organisations.albatts.summary",
        ("20 partnere i elleve", "21 partnere i tolv"),
        ("20 partners in eleven", "21 partners in twelve"),
    ),
)


def rounds_of(edits: Iterable[Edit]) -> list[list[Edit]]:
    """Return edits in rounds, in each of which no text is edited twice."""
    rounds: list[list[Edit]] = []
    for edit in edits:
        free = (one for one in rounds if edit.key not in {other.key for other in one})
        found = next(free, None)
        if found is None:
            rounds.append([edit])
        else:
            found.append(edit)
    return rounds


def swapped(text: str, old: str, new: str) -> str:
    """Put words in the place of others, in which spaces may be no-break spaces."""
    pattern = r"\s".join(map(re.escape, old.split(" ")))
    after, count = re.subn(pattern, lambda _found: new, text, count=1)
    assert count, f"there is no {old!r} in {text!r}"
    return after


def edited(folder: Path, edits: Iterable[Edit], **files: Callable[[str], str]) -> Path:
    """Return a copy of the seed with some edits, recorded by `content confirm`."""
    copy = edited_seed(folder, **files)
    waiting = list(edits)
    for file in sorted(copy.glob("*.toml")):
        if file.name == "history.toml":
            continue
        content = tomllib.loads(file.read_text("utf-8"))
        done = [one for one in waiting if one.key.partition(".")[0] in content]
        for edit in done:
            *path, field = edit.key.split(".")
            entry = content
            for key in path:
                entry = entry[key]
            for tag, swap in (("nb", edit.nb), ("en", edit.en)):
                if swap:
                    entry[field][tag] = swapped(entry[field][tag], *swap)
        file.write_text(tomli_w.dumps(content), "utf-8")
        waiting = [one for one in waiting if one not in done]
    assert not waiting
    return copy


def announced(settings: Settings, folder: Path) -> list[tuple[str, str]]:
    """Return key and check of each disagreement that `content check` lists after `confirm`."""
    output_of(settings, "content", "confirm", folder)
    said = invoke(settings, "content", "check", folder).output
    line = re.compile(r"^\w+: (\S+): (?:contradiction|to look at) \(([\w-]+)\): ", re.MULTILINE)
    return line.findall(said)


def test_planted_edits_are_announced_each_by_a_check_that_fits(
    settings: Settings, tmp_path: Path
) -> None:
    assert len(EDITS) >= 50
    missed, strangers = [], []
    for number, edits in enumerate(rounds_of(EDITS)):
        found = announced(settings, edited(tmp_path / str(number), edits))
        for edit in edits:
            checks = {check for key, check in found if key == edit.key}
            if not checks & FITTING[edit.kind]:
                missed.append((edit, checks))
        keys = {edit.key for edit in edits}
        strangers += [one for one in found if one[0] not in keys]
    assert (missed, strangers) == ([], [])


def test_right_edits_in_both_languages_announce_nothing(settings: Settings, tmp_path: Path) -> None:
    stored = change("value = 30\n", "value = 35\n")  # the number of experts in the first sprint
    folder = edited(tmp_path, RIGHT, figures=stored)
    output_of(settings, "content", "confirm", folder)
    assert output_of(settings, "content", "check", folder)

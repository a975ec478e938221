"""The pages with results and background: each entry has its text, date and sources."""

import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import Tag

from battkomp.content.model import PartialDate
from battkomp.languages import LANGUAGES
from battkomp.web.formats import sort_key
from tests.support.sites import change, edited_seed, seed, settings_in, site
from tests.support.visitor import Visitor, one, plain, words

FINDINGS, MILESTONES, STEPS, SOURCES = map(seed, ("findings", "milestones", "steps", "sources"))
ORGANISATIONS = {key: entry for key, entry in seed("organisations").items() if "group" in entry}
PAGES = {
    "findings": {"nb": "/nb/funn", "en": "/en/findings"},
    "timeline": {"nb": "/nb/tidslinje", "en": "/en/timeline"},
    "chain": {"nb": "/nb/verdikjeden", "en": "/en/value-chain"},
    "organisations": {"nb": "/nb/organisasjoner", "en": "/en/organisations"},
    "sources": {"nb": "/nb/kilder", "en": "/en/sources"},
}
# By page: the entries, the selector of their elements, and of the title in each.
LISTS = {
    "findings": (FINDINGS, ".finding", "h3"),
    "timeline": (MILESTONES, ".timeline > li", "h3"),
    "chain": (STEPS, "ol.chain > li", "h2"),
    "organisations": (ORGANISATIONS, ".organisation-list > li", "h3"),
}
PRELIMINARY = {"nb": "Foreløpig", "en": "Preliminary"}
MILESTONE_KINDS = {
    "nb": {"project": "BattKOMP", "context": "Bakgrunn", "since": "Etter prosjektet"},
    "en": {"project": "BattKOMP", "context": "Context", "since": "Since the project"},
}
# A source in the language of the page does not say so.
FOREIGN = {
    "nb": {"en": "på engelsk", "de": "på tysk"},
    "en": {"nb": "in Norwegian", "nn": "in Norwegian", "de": "in German"},
}
UNDATED = {"nb": r"Udatert(e kilder| kilde)", "en": r"Undated (sources?)"}
both = pytest.mark.parametrize("language", ["nb", "en"])
each_list = pytest.mark.parametrize("name", LISTS)


def later(named: set[str]) -> set[str]:
    """Return the milestones since the project in which one of the organisations took part."""
    return {
        key
        for key, entry in MILESTONES.items()
        if entry["kind"] == "since" and named & set(entry.get("organisations", ()))
    }


def hrefs(element: Tag, selector: str) -> list[str]:
    """Return where the links for a selector lead."""
    return [str(link["href"]) for link in element.select(selector)]


def cited(element: Tag) -> list[str]:
    """Return where the sources of an entry are."""
    return hrefs(element, ".meta a[rel=external][hreflang]")


def check_listed(section: Tag, source: dict[str, Any], language: str) -> None:
    """Check that a list has a source under its publisher, with its title, date and language."""
    link = one(section, f"li a[href='{source['url']}']")
    assert words(link).startswith(source["title"][language])
    assert link["hreflang"] == source["language"]
    item, group = link.find_parent("li"), link.find_parent("div")
    assert item is not None
    assert group is not None
    assert words(one(group, "dt")) == source["publisher"]
    dates = [tag["datetime"] for tag in item.select("time")]
    assert dates == ([PartialDate.of(source["published"]).machine] if "published" in source else [])
    foreign = re.search(r"\b(?:på|in) \w+$", words(item))
    assert (foreign and foreign[0]) == FOREIGN[language].get(source["language"])


@each_list
@both
def test_every_entry_has_its_text_date_and_sources(
    visitor: Visitor, language: str, name: str
) -> None:
    entries, items, title = LISTS[name]
    shown = {str(item["id"]): item for item in visitor.open(PAGES[name][language]).select(items)}
    assert shown.keys() == entries.keys()
    for key, entry in entries.items():
        item, texts = shown[key], [entry.get("body"), entry.get("summary")]
        assert words(one(item, title)) == plain((entry.get("title") or entry["name"])[language])
        assert all(plain(text[language]) in words(item) for text in texts if text)
        dates = [tag["datetime"] for tag in item.select("time:not(.organisation-since *)")]
        known = [PartialDate.of(entry[field]) for field in ("on", "as_of") if field in entry]
        assert dates == [date.machine for date in known]
        assert cited(item) == [SOURCES[source]["url"] for source in entry["sources"]]


@each_list
@both
def test_each_cited_source_is_named_and_is_listed_once_below(
    visitor: Visitor, language: str, name: str
) -> None:
    page = visitor.open(PAGES[name][language])
    entries = LISTS[name][0].values()
    sources = [SOURCES[key] for key in {key for one in entries for key in one["sources"]}]
    assert sorted(hrefs(page, ".references li a")) == sorted(one["url"] for one in sources)
    for source in sources:
        for link in page.select(f".meta a[href='{source['url']}']"):
            assert words(link).startswith(source["publisher"]), "seen"
            assert source["title"][language] in words(link), "heard"
        check_listed(one(page, ".references"), source, language)


@both
def test_a_finding_has_a_permalink_and_says_if_it_is_preliminary(
    visitor: Visitor, language: str
) -> None:
    page = visitor.open(PAGES["findings"][language])
    for key, finding in FINDINGS.items():
        states, link = (
            page.select(f"#{key} .finding-state"),
            one(page, f"#{key} .finding-permalink"),
        )
        is_preliminary = finding.get("state") == "preliminary"
        assert [words(state) for state in states] == [PRELIMINARY[language]] * is_preliminary
        assert link["href"] == f"#{key}"
        assert words(link).endswith(finding["title"][language])


@both
def test_numbered_findings_are_in_order_under_their_part(visitor: Visitor, language: str) -> None:
    for group, part in (("points", 1), ("measures", 3)):
        page = visitor.open(PAGES["findings"][language])
        section = one(page, f"section[aria-labelledby={group}]")
        ranks = [words(link).partition(".")[0] for link in section.select("ol .finding-permalink")]
        expected = [entry for entry in FINDINGS.values() if entry["group"] == group]
        assert ranks == [str(number) for number in range(1, len(expected) + 1)]
        start = {"nb": f"Del {part}:", "en": f"Part {part}:"}[language]
        assert words(one(section, ".finding-origin a")).startswith(start)


def test_a_kind_of_findings_in_two_parts_has_a_group_with_an_address_for_each(
    tmp_path: Path,
) -> None:
    edit = change('part = 1\nas_of = "2021-10-27"', 'part = 2\nas_of = "2021-10-27"')
    source = edited_seed(tmp_path, findings=edit)
    visitor = Visitor(site(settings_in(tmp_path), source))
    page = visitor.open("/en/findings")
    links = [str(link["href"]) for link in page.select(".contents a")]
    assert {"#needs", "#needs.2"} <= set(links)
    assert len({*links}) == len(links)
    for part, name in ((1, "needs"), (2, "needs.2")):
        origin = one(page, f"section[aria-labelledby='{name}'] .finding-origin a")
        assert words(origin).startswith(f"Part {part}:")
        phase = visitor.open(str(origin["href"]))
        assert phase.select(f".key-facts a[href$='/findings#{name}']")
    headings = [words(heading) for heading in page.select("section > h2")]
    assert len({*headings}) == len(headings)


def test_a_replaced_finding_links_to_its_replacement(tmp_path: Path) -> None:
    replaced = 'state = "replaced"\nreplaced_by = "battery-team"\nas_of = "2021-11"'
    edit = change('state = "preliminary"\nas_of = "2021-11"', replaced)
    content = edited_seed(tmp_path, findings=edit)
    page = Visitor(site(settings_in(tmp_path), content)).open("/en/findings")
    state = one(page, "#much-exists-already .finding-state")
    assert words(state) == "Replaced by: The guiding idea is a ‘national battery team’"
    assert one(state, "a")["href"] == "#battery-team"


@both
def test_milestones_are_in_order_under_their_years(visitor: Visitor, language: str) -> None:
    page = visitor.open(PAGES["timeline"][language])
    items = page.select(".timeline > li")
    entries = [MILESTONES[str(item["id"])] for item in items]
    dates = [PartialDate.of(entry["on"]) for entry in entries]
    assert dates == sorted(dates)
    assert len(dates) == len(MILESTONES)
    for item, entry, when in zip(items, entries, dates, strict=True):
        assert one(page, f"section:has(#{item['id']})")["aria-labelledby"] == f"year-{when.year}"
        kind = words(one(item, ".timeline-date span"))
        assert kind.startswith(MILESTONE_KINDS[language][entry["kind"]])
        assert ("part" in entry) == kind.endswith(str(entry.get("part", "no number")))
        said = f"{kind} {plain(entry['title'][language])}"
        assert said in words(item), "the date and the kind are read before the title"


@both
def test_a_drawing_shows_the_steps_and_what_goes_on_from_each(
    visitor: Visitor, language: str
) -> None:
    items = one(visitor.open(PAGES["chain"][language]), ".chain-map").select("li")
    assert [one(item, "a")["href"] for item in items] == [f"#{key}" for key in STEPS]
    for item, step in zip(items, STEPS.values(), strict=True):
        assert words(item) == f"{step['title'][language]} {step['output'][language]}"


@both
def test_steps_are_in_order_and_link_to_the_organisations_they_name(
    visitor: Visitor, language: str
) -> None:
    page = visitor.open(PAGES["chain"][language])
    assert [str(item["id"]) for item in page.select("ol.chain > li")] == list(STEPS)
    listed = PAGES["organisations"][language]
    for key, step in STEPS.items():
        named = [f"{listed}#{organisation}" for organisation in step.get("organisations", ())]
        assert hrefs(page, f"#{key} .chain-organisations a") == named
        assert all(visitor.open(listed).select(f"li#{link.partition('#')[2]}") for link in named)
    expected = later({one for step in STEPS.values() for one in step.get("organisations", ())})
    since = hrefs(page, "section[aria-labelledby=since] li a")
    assert {link.partition("#")[2] for link in since} == expected != set()


@both
def test_every_organisation_is_in_its_group_with_its_facts(visitor: Visitor, language: str) -> None:
    page = visitor.open(PAGES["organisations"][language])
    for key, entry in ORGANISATIONS.items():
        item = one(page, f"section[aria-labelledby=group-{entry['group']}] li#{key}")
        website = [entry["website"]] if "website" in entry else []
        assert hrefs(item, "a[rel=external]:not([hreflang])") == website
        undated = re.search(UNDATED[language], words(item))
        assert (undated is None) == ("as_of" in entry)
        if undated:
            assert undated[1].endswith(("kilder", "sources")) == (len(entry["sources"]) > 1)
        name = entry["name"][language]
        whole = entry["official"][language] if "official" in entry else name
        official = [words(line) for line in item.select(".organisation-official")]
        assert (whole in official) == (whole != name)
        since = {
            (one(line, "time")["datetime"], hrefs(line, "a")[0].partition("#")[2])
            for line in item.select(".organisation-since li")
        }
        assert since == {
            (PartialDate.of(MILESTONES[milestone]["on"]).machine, milestone)
            for milestone in later({key})
        }


@both
def test_every_source_is_linked_with_its_date_and_language(visitor: Visitor, language: str) -> None:
    listed = one(visitor.open(PAGES["sources"][language]), ".sources")
    assert sorted(str(item["id"]) for item in listed.select("li")) == sorted(SOURCES)
    for source in SOURCES.values():
        check_listed(listed, source, language)


def test_organisations_and_publishers_are_in_alphabetical_order(visitor: Visitor) -> None:
    for language in LANGUAGES:
        for name, selector in (
            ("organisations", "section[aria-labelledby=group-company] h3"),
            ("sources", ".sources dt"),
        ):
            page = visitor.open(PAGES[name][language.tag])
            names = [words(element) for element in page.select(selector)]
            assert names == sorted(set(names), key=sort_key(language))
            assert len(names) > 2

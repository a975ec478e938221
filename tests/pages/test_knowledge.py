"""The pages of the knowledge base: each entry has its text, date and sources."""

from __future__ import annotations

import re
from pathlib import Path

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
STATES = {
    "nb": {"preliminary": "Foreløpig", "confirmed": "Bekreftet"},
    "en": {"preliminary": "Preliminary", "confirmed": "Confirmed"},
}
MILESTONE_KINDS = {
    "nb": {"project": "BattKOMP", "context": "Rundt prosjektet", "since": "Siden"},
    "en": {"project": "BattKOMP", "context": "Around the project", "since": "Since then"},
}
LANGUAGE_NAMES = {
    "nb": {"nb": "norsk bokmål", "nn": "norsk nynorsk", "en": "engelsk", "de": "tysk"},
    "en": {"nb": "Norwegian Bokmål", "nn": "Norwegian Nynorsk", "en": "English", "de": "German"},
}
UNDATED = {
    "nb": r"Fra (en kilde|kilder) uten dato",
    "en": r"From (a source|sources) without a date",
}
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
        cited = hrefs(item, ".source-citations a")
        assert cited == [f"#source-{source}" for source in entry["sources"]]


@each_list
@both
def test_each_cited_source_is_listed_once_under_its_number(
    visitor: Visitor, language: str, name: str
) -> None:
    page = visitor.open(PAGES[name][language])
    listed = page.select(".source-list ol > li")
    cited = {source for entry in LISTS[name][0].values() for source in entry["sources"]}
    assert sorted(str(item["id"]) for item in listed) == sorted(f"source-{key}" for key in cited)
    for item in listed:
        source = SOURCES[str(item["id"]).removeprefix("source-")]
        link = one(item, "a[rel=external]")
        assert (link["href"], link["hreflang"]) == (source["url"], source["language"])
        assert source["title"][language] in words(link)
        assert source["publisher"] in words(item)
    places = {f"#{item['id']}": place for place, item in enumerate(listed, 1)}
    for link in page.select(".source-citations a"):
        assert re.findall(r"\d+", words(link))[-1] == str(places[str(link["href"])])


@both
def test_a_finding_has_its_state_and_a_permalink(visitor: Visitor, language: str) -> None:
    page = visitor.open(PAGES["findings"][language])
    for key, finding in FINDINGS.items():
        state, link = one(page, f"#{key} .finding-state"), one(page, f"#{key} .finding-permalink")
        assert words(state) == STATES[language][finding["state"]]
        assert link["href"] == f"#{key}"
        assert words(link).endswith(finding["title"][language])


@both
def test_numbered_findings_are_in_order_under_their_part(visitor: Visitor, language: str) -> None:
    for group, part in (("points", 1), ("measures", 3)):
        page = visitor.open(PAGES["findings"][language])
        section = one(page, f"section[aria-labelledby={group}]")
        ranks = [words(rank).rstrip(".") for rank in section.select("ol > li .finding-rank")]
        expected = [entry for entry in FINDINGS.values() if entry["group"] == group]
        assert ranks == [str(number) for number in range(1, len(expected) + 1)]
        start = {"nb": f"Del {part}:", "en": f"Part {part}:"}[language]
        assert words(one(section, ".finding-origin a")).startswith(start)


def test_a_replaced_finding_links_to_its_replacement(tmp_path: Path) -> None:
    replaced = 'state = "replaced"\nreplaced_by = "battery-team"\nas_of = "2021-11"'
    edit = change('state = "preliminary"\nas_of = "2021-11"', replaced)
    content = edited_seed(tmp_path, findings=edit)
    page = Visitor(site(settings_in(tmp_path), content)).open("/en/findings")
    state = one(page, "#much-exists-already .finding-state")
    assert words(state) == "Replaced by: The guiding idea is a national battery team"
    assert one(state, "a")["href"] == "#battery-team"


@both
def test_milestones_are_in_order_and_those_since_in_a_section_of_their_own(
    visitor: Visitor, language: str
) -> None:
    page = visitor.open(PAGES["timeline"][language])
    for section in ("then", "since"):
        items = page.select(f"section[aria-labelledby={section}] .timeline > li")
        entries = [MILESTONES[str(item["id"])] for item in items]
        dates = [PartialDate.of(entry["on"]) for entry in entries]
        assert dates == sorted(dates)
        assert len(dates) > 5
        assert all((entry["kind"] == "since") == (section == "since") for entry in entries)
        for item, entry in zip(items, entries, strict=True):
            kind = words(one(item, ".timeline-date span"))
            assert kind.startswith(MILESTONE_KINDS[language][entry["kind"]])
            assert ("part" in entry) == kind.endswith(str(entry.get("part", "no number")))
            said = f"{kind} {plain(entry['title'][language])}"
            assert said in words(item), "the date and the kind are read before the title"


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
        assert hrefs(item, "a[rel=external]") == website
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
    page = visitor.open(PAGES["sources"][language])
    assert len(page.select(".sources li")) == len(SOURCES)
    for key, source in SOURCES.items():
        item = one(page, f".sources li#{key}")
        link = one(item, "a")
        assert (link["href"], link["hreflang"]) == (source["url"], source["language"])
        assert words(link).startswith(source["title"][language])
        dates = [tag["datetime"] for tag in item.select("time")]
        published = source.get("published")
        assert dates == ([PartialDate.of(published).machine] if published else [])
        assert LANGUAGE_NAMES[language][source["language"]] in words(one(item, "small"))
        group = item.find_parent("div")
        assert group is not None
        assert words(one(group, "dt")) == source["publisher"]


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

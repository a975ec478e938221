"""What the project found: all of it, in both languages, each with its state, date and source."""

from __future__ import annotations

from pathlib import Path

import pytest

from battkomp.content.partial_dates import When
from tests.support.entries import plain, seed
from tests.support.sites import change, edited_seed, settings_in, site
from tests.support.visitor import Visitor, one, words

FINDINGS, SOURCES = seed("findings"), seed("sources")
PAGES = {"nb": "/nb/funn", "en": "/en/findings"}
STATES = {
    "nb": {"preliminary": "Foreløpig", "confirmed": "Bekreftet"},
    "en": {"preliminary": "Preliminary", "confirmed": "Confirmed"},
}
both = pytest.mark.parametrize("language", ["nb", "en"])


@both
def test_every_finding_says_how_far_it_holds_when_and_by_whom(
    visitor: Visitor, language: str
) -> None:
    page = visitor.open(PAGES[language])
    for key, finding in FINDINGS.items():
        item = one(page, f"li.finding#{key}")
        assert words(one(item, "h3")) == finding["title"][language]
        assert plain(finding.get("body", {}).get(language, "")) in words(item)
        assert words(one(item, ".state")) == STATES[language][finding["state"]]
        assert one(item, "time")["datetime"] == When.of(finding["as_of"]).machine
        cited = [str(link["href"]) for link in item.select(".cites a")]
        assert cited == [f"#source-{source}" for source in finding["sources"]]


@both
def test_a_source_is_listed_once_with_its_publisher_and_language(
    visitor: Visitor, language: str
) -> None:
    listed = one(visitor.open(PAGES[language]), ".references ol").select("li")
    cited = {source for finding in FINDINGS.values() for source in finding["sources"]}
    assert {str(item["id"]) for item in listed} == {f"source-{key}" for key in cited}
    assert len(listed) == len(cited)
    for item in listed:
        source = SOURCES[str(item["id"]).removeprefix("source-")]
        link = one(item, "a")
        assert (link["href"], link["hreflang"]) == (source["url"], source["language"])
        assert source["title"][language] in words(link)
        assert source["publisher"] in words(item)


@both
def test_numbers_point_to_the_place_in_the_list(visitor: Visitor, language: str) -> None:
    page = visitor.open(PAGES[language])
    places = {
        f"#{item['id']}": place for place, item in enumerate(page.select(".references li"), 1)
    }
    for link in page.select(".cites a"):
        assert words(link).split()[-1].endswith(str(places[str(link["href"])]))


@both
@pytest.mark.parametrize(("group", "part", "count"), [("points", 1, 10), ("measures", 3, 5)])
def test_part_one_has_ten_points_and_part_three_five_measures(
    visitor: Visitor, language: str, group: str, part: int, count: int
) -> None:
    section = one(visitor.open(PAGES[language]), f"section[aria-labelledby={group}]")
    ranks = [words(rank).rstrip(".") for rank in section.select("ol > li .rank")]
    assert ranks == [str(number) for number in range(1, count + 1)]
    start = {"nb": f"Del {part}:", "en": f"Part {part}:"}[language]
    assert words(one(section, ".origin a")).startswith(start)


@both
def test_a_finding_can_be_linked_to(visitor: Visitor, language: str) -> None:
    page = visitor.open(PAGES[language])
    for key, finding in FINDINGS.items():
        link = one(page, f"#{key} .permalink")
        assert link["href"] == f"#{key}"
        assert words(link).endswith(finding["title"][language])


def test_what_is_replaced_leads_to_what_holds(tmp_path: Path) -> None:
    content = edited_seed(
        tmp_path,
        findings=change(
            'state = "preliminary"\nas_of = "2021-11"',
            'state = "replaced"\nreplaced_by = "battery-team"\nas_of = "2021-11"',
        ),
    )
    page = Visitor(site(settings_in(tmp_path), content)).open("/en/findings")
    state = one(page, "#much-exists-already .state")
    assert words(state) == "Replaced by: The guiding idea is a national battery team"
    assert one(state, "a")["href"] == "#battery-team"


@both
@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_part_lists_its_findings_and_leads_to_each(
    visitor: Visitor, language: str, number: int
) -> None:
    slug = seed("phases")[str(number)]["slug"][language]
    folder = {"nb": "/nb/faser", "en": "/en/phases"}[language]
    page = visitor.open(f"{folder}/{slug}")
    own = {key: entry for key, entry in FINDINGS.items() if entry["part"] == number}
    links = {str(link["href"]): words(link) for link in page.select(".short-findings a")}
    assert links == {
        f"{PAGES[language]}#{key}": entry["title"][language] for key, entry in own.items()
    }

"""The page of findings."""

from __future__ import annotations

from pathlib import Path

import pytest

from battkomp.content.model import PartialDate
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
def test_every_finding_has_its_state_date_and_sources(visitor: Visitor, language: str) -> None:
    page = visitor.open(PAGES[language])
    for key, finding in FINDINGS.items():
        item = one(page, f"li.finding#{key}")
        assert words(one(item, "h3")) == finding["title"][language]
        assert plain(finding.get("body", {}).get(language, "")) in words(item)
        assert words(one(item, ".finding-state")) == STATES[language][finding["state"]]
        assert one(item, "time")["datetime"] == PartialDate.of(finding["as_of"]).machine
        cited = [str(link["href"]) for link in item.select(".source-citations a")]
        assert cited == [f"#source-{source}" for source in finding["sources"]]


@both
def test_a_source_is_listed_once_with_its_publisher(visitor: Visitor, language: str) -> None:
    listed = one(visitor.open(PAGES[language]), ".source-list ol").select("li")
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
def test_citations_have_the_number_of_the_source(visitor: Visitor, language: str) -> None:
    page = visitor.open(PAGES[language])
    places = {
        f"#{item['id']}": place for place, item in enumerate(page.select(".source-list li"), 1)
    }
    for link in page.select(".source-citations a"):
        assert words(link).split()[-1].endswith(str(places[str(link["href"])]))


@both
def test_numbered_findings_are_in_order_under_their_part(visitor: Visitor, language: str) -> None:
    for group, part in (("points", 1), ("measures", 3)):
        section = one(visitor.open(PAGES[language]), f"section[aria-labelledby={group}]")
        ranks = [words(rank).rstrip(".") for rank in section.select("ol > li .finding-rank")]
        assert ranks == [str(number) for number in range(1, len(ranks) + 1)]
        assert len(ranks) == len([one for one in FINDINGS.values() if one["group"] == group])
        start = {"nb": f"Del {part}:", "en": f"Part {part}:"}[language]
        assert words(one(section, ".finding-origin a")).startswith(start)


@both
def test_a_finding_has_a_permalink(visitor: Visitor, language: str) -> None:
    page = visitor.open(PAGES[language])
    for key, finding in FINDINGS.items():
        link = one(page, f"#{key} .finding-permalink")
        assert link["href"] == f"#{key}"
        assert words(link).endswith(finding["title"][language])


def test_a_replaced_finding_links_to_its_replacement(tmp_path: Path) -> None:
    content = edited_seed(
        tmp_path,
        findings=change(
            'state = "preliminary"\nas_of = "2021-11"',
            'state = "replaced"\nreplaced_by = "battery-team"\nas_of = "2021-11"',
        ),
    )
    page = Visitor(site(settings_in(tmp_path), content)).open("/en/findings")
    state = one(page, "#much-exists-already .finding-state")
    assert words(state) == "Replaced by: The guiding idea is a national battery team"
    assert one(state, "a")["href"] == "#battery-team"

"""The pages of the parts of the project. Their status follows from their dates."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from battkomp.content.model import PhaseStatus, Text
from battkomp.content.views import Phase
from tests.support.entries import plain, seed
from tests.support.sites import change, edited_seed, settings_in, site
from tests.support.visitor import Page, Visitor, one, words

START, LAUNCH = date(2021, 11, 16), date(2022, 1, 31)
DAY = timedelta(days=1)
FOLDERS = {"nb": "/nb/faser", "en": "/en/phases"}
SECOND, THIRD = "/en/phases/2-gaps-and-recommendations", "/en/phases/3-recruitment-and-society"


def phase(**dates: Any) -> Phase:
    """Return a phase with some dates."""
    text = Text("x", "nb")
    return Phase(key="1", slug={}, title=text, summary=text, body=text, **dates)


def test_the_status_follows_from_the_dates() -> None:
    days = (START - DAY, START, LAUNCH - DAY, LAUNCH)
    assert [phase(started_on=START, launched_on=LAUNCH).status_on(day) for day in days] == [
        PhaseStatus.PLANNED,
        PhaseStatus.UNDER_WAY,
        PhaseStatus.UNDER_WAY,
        PhaseStatus.LAUNCHED,
    ]
    assert phase().status_on(date.max) is PhaseStatus.PLANNED


def test_a_part_shows_its_status_and_launch(visitor: Visitor) -> None:
    expected = {
        "/nb/faser/1-behovskartlegging": ("Lansert", "ble lansert 27. oktober 2021."),
        "/en/phases/1-needs-assessment": ("Launched", "was launched on 27 October 2021."),
        "/nb/faser/3-rekruttering-og-samfunn": ("Overlevert", "ble overlevert i 2023."),
        THIRD: ("Handed over", "was handed over in 2023."),
    }
    for address, (status, launch) in expected.items():
        main = one(visitor.open(address), "main")
        assert words(one(main, ".phase-status strong")) == status
        assert launch in words(main)


def test_lists_of_parts_show_all_dates_and_invent_none(visitor: Visitor) -> None:
    for address in ("/nb/", "/nb/faser", "/en/", "/en/phases"):
        times = visitor.open(address).select(".battery time")
        assert [time["datetime"] for time in times] == ["2021-10-27", "2022-01-31", "2023"]
    for address in ("/nb/faser/3-rekruttering-og-samfunn", THIRD):
        times = visitor.open(address).select("main time:not(.printed *)")
        assert "2023" in {words(time) for time in times}
        assert not [time for time in times if len(str(time["datetime"])) == len("2023-01-01")]


def third_part(folder: Path, handed_over: str) -> Page:
    """Return the page of the third part with another date of its hand-over."""
    content = edited_seed(folder, phases=change('handed_over = "2023"\n', handed_over))
    return Visitor(site(settings_in(folder), content)).open(THIRD)


def test_a_hand_over_is_as_precise_as_its_date(tmp_path: Path) -> None:
    for number, (handed_over, sentence) in enumerate(
        {
            'handed_over = "2023-03"\n': "This part was handed over in March 2023.",
            'handed_over = "2023-03-06"\n': "This part was handed over on 6 March 2023.",
            'handed_over = "2027"\n': "This part is to be handed over: 2027.",
            "": "No launch date has been given.",
        }.items()
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert sentence in words(one(third_part(folder, handed_over), ".phase-status"))


def test_a_part_shows_its_results_with_sources_milestones_and_findings(visitor: Visitor) -> None:
    findings = {"nb": "/nb/funn", "en": "/en/findings"}
    for language, folder in FOLDERS.items():
        for number, entry in seed("phases").items():
            page = visitor.open(f"{folder}/{entry['slug'][language]}")
            section = one(page, "section[aria-labelledby=became]")
            assert plain(entry["became"][language]) in words(section)
            cited = [str(link["href"]) for link in section.select(".source-citations a")]
            assert cited == [f"#source-{source}" for source in entry["sources"]]
            linked = {str(link["href"]).partition("#")[2] for link in section.select("ol a")}
            milestones = seed("milestones").items()
            assert linked == {key for key, one in milestones if one.get("part") == int(number)}
            links = {str(link["href"]): words(link) for link in page.select(".finding-titles a")}
            assert links == {
                f"{findings[language]}#{key}": one["title"][language]
                for key, one in seed("findings").items()
                if one["part"] == int(number)
            }


def test_a_figure_shows_its_precision(visitor: Visitor) -> None:
    figure = one(visitor.open(SECOND), "#figure-part-2-contributors")
    assert "more than 50 contributors" in words(figure)


def test_a_part_is_under_way_until_it_is_launched(tmp_path: Path) -> None:
    content = edited_seed(
        tmp_path,
        phases=change(
            "launched_on = 2022-01-31", "started_on = 2021-11-16\nlaunched_on = 2022-01-31"
        ),
    )
    today = START
    app = site(settings_in(tmp_path, today=lambda: today), content)
    main = one(Visitor(app).open(SECOND), "main")
    assert words(one(main, ".phase-status strong")) == "Under way"
    assert "is to be launched on 31 January 2022" in words(main)
    today = LAUNCH
    assert words(one(Visitor(app).open(SECOND), "main .phase-status strong")) == "Launched"


def test_a_part_links_to_its_neighbours(visitor: Visitor) -> None:
    page = visitor.open(SECOND)
    assert one(page, "a[rel=prev]")["href"] == "/en/phases/1-needs-assessment"
    assert one(page, "a[rel=next]")["href"] == THIRD

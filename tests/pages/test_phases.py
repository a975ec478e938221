"""The three parts: how far they are follows from their dates alone."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from battkomp.content.model import Status, status_of
from tests.support.entries import seed
from tests.support.sites import change, edited_seed, settings_in, site
from tests.support.visitor import Visitor, one, words

START, LAUNCH = date(2021, 11, 16), date(2022, 1, 31)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("today", "status"),
    [
        (START - DAY, Status.PLANNED),
        (START, Status.UNDER_WAY),
        (LAUNCH - DAY, Status.UNDER_WAY),
        (LAUNCH, Status.LAUNCHED),
    ],
)
def test_the_status_follows_from_the_dates(today: date, status: Status) -> None:
    assert status_of(START, LAUNCH, None, today) is status


def test_a_part_without_dates_is_planned() -> None:
    assert status_of(None, None, None, date.max) is Status.PLANNED


@pytest.mark.parametrize(
    ("address", "status", "launch"),
    [
        ("/nb/faser/1-behovskartlegging", "Lansert", "ble lansert 27. oktober 2021."),
        ("/en/phases/1-needs-assessment", "Launched", "was launched on 27 October 2021."),
        ("/nb/faser/2-gap-og-anbefalinger", "Lansert", "ble lansert 31. januar 2022."),
        ("/en/phases/2-gaps-and-recommendations", "Launched", "was launched on 31 January 2022."),
        ("/nb/faser/3-rekruttering-og-samfunn", "Overlevert", "ble overlevert i 2023."),
        ("/en/phases/3-recruitment-and-society", "Handed over", "was handed over in 2023."),
    ],
)
def test_a_part_says_how_far_it_is(
    visitor: Visitor, address: str, status: str, launch: str
) -> None:
    main = one(visitor.open(address), "main")
    assert words(one(main, ".status")) == status
    assert launch in words(main)


@pytest.mark.parametrize("address", ["/nb/", "/nb/faser", "/en/", "/en/phases"])
def test_all_dates_stand_where_all_parts_do(visitor: Visitor, address: str) -> None:
    times = visitor.open(address).select(".battery time")
    assert [time["datetime"] for time in times] == ["2021-10-27", "2022-01-31", "2023"]


def test_no_day_is_invented_for_part_three(visitor: Visitor) -> None:
    for address in ("/nb/faser/3-rekruttering-og-samfunn", "/en/phases/3-recruitment-and-society"):
        times = visitor.open(address).select("main time:not(.printed *)")
        assert "2023" in {words(time) for time in times}
        assert not [time for time in times if len(str(time["datetime"])) == len("2023-01-01")]


@pytest.mark.parametrize(
    ("handed_over", "sentence"),
    [
        ('"2023-03"', "This part was handed over in March 2023."),
        ('"2023-03-06"', "This part was handed over on 6 March 2023."),
        ('"2027"', "This part is to be handed over: 2027."),
    ],
)
def test_a_hand_over_is_told_as_precisely_as_it_is_known(
    tmp_path: Path, handed_over: str, sentence: str
) -> None:
    content = edited_seed(
        tmp_path, phases=change('handed_over = "2023"', f"handed_over = {handed_over}")
    )
    page = Visitor(site(settings_in(tmp_path), content)).open(
        "/en/phases/3-recruitment-and-society"
    )
    assert sentence in words(one(page, ".standing"))


def test_a_part_without_dates_says_so(tmp_path: Path) -> None:
    content = edited_seed(tmp_path, phases=change('handed_over = "2023"\n', ""))
    page = Visitor(site(settings_in(tmp_path), content)).open(
        "/en/phases/3-recruitment-and-society"
    )
    assert "No launch date has been given." in words(one(page, ".standing"))


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("language", ["nb", "en"])
def test_a_part_tells_what_it_became_with_its_sources(
    visitor: Visitor, language: str, number: int
) -> None:
    entry = seed("phases")[str(number)]
    folder = {"nb": "/nb/faser", "en": "/en/phases"}[language]
    page = visitor.open(f"{folder}/{entry['slug'][language]}")
    section = one(page, "section[aria-labelledby=became]")
    assert " ".join(entry["became"][language].split()) in words(section)
    cited = [str(link["href"]) for link in section.select(".cites a")]
    assert cited == [f"#source-{source}" for source in entry["sources"]]
    steps = {str(link["href"]).partition("#")[2] for link in section.select("ol a")}
    assert steps == {key for key, one in seed("milestones").items() if one.get("part") == number}


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/nb/faser/2-gap-og-anbefalinger", "mer enn 50 bidragsytere"),
        ("/en/phases/2-gaps-and-recommendations", "more than 50 contributors"),
    ],
)
def test_a_figure_that_stands_alone_says_how_exact_it_is(
    visitor: Visitor, address: str, told: str
) -> None:
    figure = one(visitor.open(address), "#figure-part-2-contributors")
    assert told in words(figure)


def test_a_part_is_under_way_until_it_is_launched(tmp_path: Path) -> None:
    content = edited_seed(
        tmp_path,
        phases=change(
            "launched_on = 2022-01-31", "started_on = 2021-11-16\nlaunched_on = 2022-01-31"
        ),
    )
    today = START
    app = site(settings_in(tmp_path, today=lambda: today), content)
    address = "/en/phases/2-gaps-and-recommendations"
    main = one(Visitor(app).open(address), "main")
    assert words(one(main, ".status")) == "Under way"
    assert "is to be launched on 31 January 2022" in words(main)
    today = LAUNCH
    assert words(one(Visitor(app).open(address), "main .status")) == "Launched"


def test_each_part_leads_to_its_neighbours(visitor: Visitor) -> None:
    page = visitor.open("/en/phases/2-gaps-and-recommendations")
    assert one(page, "a[rel=prev]")["href"] == "/en/phases/1-needs-assessment"
    assert one(page, "a[rel=next]")["href"] == "/en/phases/3-recruitment-and-society"

"""The pages of the project: the front page, the board, and the parts."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from battkomp.content.model import PartialDate
from tests.support.sites import change, edited_seed, seed, settings_in, site
from tests.support.visitor import Visitor, one, plain, words

FEATURED = {key: entry for key, entry in seed("figures").items() if entry.get("featured")}
FINDINGS, MILESTONES, SOURCES = map(seed, ("findings", "milestones", "sources"))
MEMBERS = [seed("people")[seat["person"]]["name"] for seat in seed("seats").values()]
LEADS = {
    "nb": ["/nb/funn", "/nb/tidslinje", "/nb/verdikjeden"],
    "en": ["/en/findings", "/en/timeline", "/en/value-chain"],
}
BOARD = {"nb": "/nb/styret", "en": "/en/board"}
SECOND, THIRD = "/en/phases/2-gaps-and-recommendations", "/en/phases/3-recruitment-and-society"


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_front_page_leads_to_results_and_features_figures(
    visitor: Visitor, language: str
) -> None:
    page = visitor.open(f"/{language}/")
    assert [link["href"] for link in page.select(".home-leads a")] == LEADS[language]
    shown = [str(item["id"]) for item in page.select(".key-figure")]
    assert shown == [f"figure-{key}" for key in FEATURED]
    for key, figure in FEATURED.items():
        item = one(page, f"#figure-{key}")
        assert str(figure["value"]) in words(one(item, ".key-figure-value"))
        assert figure["label"][language] in words(item)
        assert one(item, "time")["datetime"] == PartialDate.of(figure["as_of"]).machine
        links = [str(link["href"]) for link in item.select("a[rel=external]")]
        assert links == [SOURCES[source]["url"] for source in figure["sources"]]


@pytest.mark.parametrize(("language", "members"), [("nb", "sju medlem"), ("en", "seven members")])
def test_the_front_page_says_who_when_and_what_came_of_it(
    tmp_path: Path, language: str, members: str
) -> None:
    def without_a_seat(text: str) -> str:
        start, end = text.index("[seats.lo]"), text.index("[seats.prosess21]")
        return text[:start] + text[end:]

    edits = {"board": without_a_seat, "phases": change('"2023"', '"2023-03"')}
    app = site(settings_in(tmp_path), edited_seed(tmp_path, **edits))
    facts = one(Visitor(app).open(f"/{language}/"), ".key-facts")
    partners = [body for body in seed("organisations").values() if body.get("group") == "partner"]
    expected = [body["name"][language] for body in partners]
    expected += [part.get("label", part["title"])[language] for part in seed("phases").values()]
    assert [name for name in [*expected, members] if name not in words(facts)] == []
    start = min(one["on"] for one in MILESTONES.values() if one["kind"] == "project")
    assert [time["datetime"] for time in facts.select("time")] == [start[:4], "2023-03"]
    assert {str(link["href"]) for link in facts.select("a")} == {
        LEADS[language][0],
        BOARD[language],
    }


@pytest.mark.parametrize(
    ("address", "told", "organisations"),
    [
        ("/nb/styret", "prosjektstyret i", "/nb/organisasjoner"),
        ("/en/board", "project board in", "/en/organisations"),
    ],
)
def test_the_board_is_listed_as_it_was(
    visitor: Visitor, address: str, told: str, organisations: str
) -> None:
    page = visitor.open(address)
    assert [words(name) for name in page.select(".board strong")] == MEMBERS
    assert f"{told} 2021–2022" in words(one(page, ".board + p"))
    assert one(page, f"main a[href='{organisations}']")
    assert "@" not in page.get_text(), "an e-mail address of a member"
    things = json.loads(str(one(page, "script[type='application/ld+json']").string))["@graph"]
    (project,) = [thing for thing in things if thing["@type"] == "Project"]
    assert [person["name"] for person in project["member"]] == MEMBERS
    assert {person["@type"] for person in project["member"]} == {"Person"}
    bodies = [body["@type"] for person in project["member"] for body in person["affiliation"]]
    assert set(bodies) == {"Organization"}


def test_the_board_names_its_organisations_once_in_alphabetical_order(visitor: Visitor) -> None:
    seats = [words(seat) for seat in visitor.open("/en/board").select(".board li")]
    assert "Per Holdø, Norsk Industri’s Competence Committee (Hydro)" in seats
    items = visitor.open("/nb/styret").select("section[aria-labelledby=organisations] li")
    names = [words(item.select("a, span")[0]) for item in items]
    assert len(names) == len(set(names)) > 2
    assert names == sorted(names, key=str.casefold)


def test_a_sentence_is_in_one_language(tmp_path: Path) -> None:
    """If a name or the words around it are not translated, all of it is in the source language."""
    represents = 'represents.en = "{prosess21} and {battery-norway} (the {eyde-klyngen})"\n'
    name = 'name.en = "Competence Committee"\n'
    content = edited_seed(tmp_path, board=change(represents, ""), organisations=change(name, ""))
    page = Visitor(site(settings_in(tmp_path), content)).open("/en/board")
    foreign = [words(text) for text in page.select(".board li [lang=nb]")]
    assert foreign == [
        "Prosess21 og Battery Norway (Eyde-klyngen)",
        "Kompetanseutvalget i Norsk Industri (Hydro)",
        "Kompetanseutvalget i Norsk Industri (Intek)",
    ]
    assert page.select(".notice")


def test_a_part_shows_its_status_and_launch(visitor: Visitor) -> None:
    expected = {
        "/nb/faser/1-behovskartlegging": ("Avsluttet", "ble lansert 27. oktober 2021."),
        "/en/phases/1-needs-assessment": ("Completed", "was launched on 27 October 2021."),
        "/nb/faser/3-rekruttering-og-samfunn": ("Avsluttet", "ble overlevert i 2023."),
        THIRD: ("Completed", "were presented in 2023."),
    }
    for address, (status, launch) in expected.items():
        main = one(visitor.open(address), "main")
        assert words(one(main, ".phase-status")) == status
        assert launch in words(main)


def test_lists_of_parts_show_all_dates_and_invent_none(visitor: Visitor) -> None:
    for address in ("/nb/", "/nb/faser", "/en/", "/en/phases"):
        times = visitor.open(address).select(".battery time")
        assert [time["datetime"] for time in times] == ["2021-10-27", "2022-01-31", "2023"]


@pytest.mark.parametrize(
    ("handed_over", "sentence"),
    [
        ('handed_over = "2023-03"\n', "The results were presented in March 2023."),
        ('handed_over = "2023-03-06"\n', "The results were presented on 6 March 2023."),
        ('handed_over = "2027"\n', "Presentation of the results: 2027."),
        ("", "The launch date is not known."),
    ],
)
def test_a_hand_over_is_as_precise_as_its_date(
    tmp_path: Path, handed_over: str, sentence: str
) -> None:
    content = edited_seed(tmp_path, phases=change('handed_over = "2023"\n', handed_over))
    page = Visitor(site(settings_in(tmp_path), content)).open(THIRD)
    assert sentence in words(one(page, ".phase-launch"))


def test_the_status_of_a_part_follows_from_its_dates(tmp_path: Path) -> None:
    launched = "launched_on = 2022-01-31"
    edit = change(launched, f"started_on = 2021-11-16\n{launched}")
    start, launch, day = date(2021, 11, 16), date(2022, 1, 31), timedelta(days=1)
    today = start
    content = edited_seed(tmp_path, phases=edit)
    app = site(settings_in(tmp_path, today=lambda: today), content)
    shown = []
    for today in (start - day, start, launch - day, launch):
        page = Visitor(app).open(SECOND)
        main, entry = one(page, "main"), one(page, f"#menu a[href='{SECOND}']")
        assert ("will be launched on 31 January 2022" in words(main)) == (today < launch)
        shown.append(words(one(main, ".phase-status")))
        assert words(entry).endswith(shown[-1]), "the menu says the same"
    assert shown == ["Planned", "In progress", "In progress", "Completed"]


@pytest.mark.parametrize(
    ("language", "folder", "listed"),
    [("nb", "/nb/faser", "/nb/funn"), ("en", "/en/phases", "/en/findings")],
)
def test_a_part_shows_its_results_with_sources_milestones_and_findings(
    visitor: Visitor, language: str, folder: str, listed: str
) -> None:
    for number, entry in seed("phases").items():
        page = visitor.open(f"{folder}/{entry['slug'][language]}")
        section = one(page, "section[aria-labelledby=became]")
        lines = [line.removeprefix("- ") for line in entry["became"][language].splitlines()]
        assert all(plain(line) in words(section) for line in lines)
        assert len(section.select("ul > li")) == entry["became"][language].count("\n- ")
        cited = [str(link["href"]) for link in section.select(".meta a[rel=external]")]
        assert cited == [SOURCES[source]["url"] for source in entry["sources"]]
        linked = {str(link["href"]).partition("#")[2] for link in section.select("ol a")}
        milestones = MILESTONES.items()
        assert linked == {key for key, one in milestones if one.get("part") == int(number)}
        links = {str(link["href"]): words(link) for link in page.select(".finding-titles a")}
        assert links == {
            f"{listed}#{key}": finding["title"][language]
            for key, finding in FINDINGS.items()
            if finding["part"] == int(number)
        }


def test_a_part_links_to_its_neighbours_and_shows_the_precision_of_a_figure(
    visitor: Visitor,
) -> None:
    page = visitor.open(SECOND)
    assert one(page, "a[rel=prev]")["href"] == "/en/phases/1-needs-assessment"
    assert one(page, "a[rel=next]")["href"] == THIRD
    assert "more than 50 contributors" in words(one(page, "#figure-part-2-contributors"))


@pytest.mark.parametrize(
    ("address", "subject", "contact"),
    [
        ("/nb/om-nettstedet", "Feil på nettstedet", "/nb/kontakt"),
        ("/en/about", "An error on the website", "/en/contact"),
    ],
)
def test_the_page_about_the_website_has_the_last_change_and_a_way_to_report_errors(
    visitor: Visitor, address: str, subject: str, contact: str
) -> None:
    main = one(visitor.open(address), "main")
    changes = re.findall(r"<lastmod>([\d-]+)", visitor.ask("/sitemap.xml").text)
    assert one(main, "#texts + div time")["datetime"] == max(changes)
    assert one(main, "#corrections + div a")["href"] == contact
    assert subject in words(main)

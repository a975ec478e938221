"""The privacy page: it says what is kept, from what keeps it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from battkomp.contact.stored_data import KEPT
from battkomp.db import connections
from tests.support.forms import correspondent
from tests.support.sites import NOW, settings_in, site
from tests.support.visitor import Visitor, one, words


def test_every_column_that_keeps_something_is_accounted_for(tmp_path: Path) -> None:
    path = correspondent(tmp_path).settings.inbox_file
    with connections.snapshot(path) as db:
        tables = {
            table.name: {column.name for column in table.columns}
            for table in db.tables
            if not table.name.startswith(("_", "sqlite_"))
        }
    assert {table: set(columns) for table, columns in KEPT.items()} == tables


@pytest.mark.parametrize(
    ("address", "said"),
    [("/nb/personvern", "77 dager"), ("/en/privacy", "77 days")],
)
def test_how_long_it_is_kept_is_what_is_set(tmp_path: Path, address: str, said: str) -> None:
    app = site(settings_in(tmp_path, retention_days=77))
    page = Visitor(app).open(address)
    assert said in words(one(page, "main"))
    assert page.select("a[href='https://www.datatilsynet.no/']")
    listed = one(page, "#kept").find_next("ul").select("li")  # type: ignore[union-attr]
    assert len(listed) == len([1 for columns in KEPT.values() for one in columns.values() if one])


# Who decides, what for, on which basis, for how long, who sees it, which rights, where to complain.
TOLD = {
    "/nb/personvern": [
        "Norsk Industri leder prosjektet og er derfor behandlingsansvarlig",
        "meldingen skal kunne leses og besvares",
        "artikkel 6 nr. 1 bokstav f",
        "180 dager etter at meldingen er ferdig behandlet",
        "De som besvarer henvendelser til prosjektet, og de som drifter nettstedet",
        "innsyn i det som er lagret om deg, få det rettet eller slettet, få bruken begrenset",
        "Datatilsynet",
    ],
    "/en/privacy": [
        "Norsk Industri leads the project, and is therefore the controller",
        "so that your message can be read and answered",
        "Article 6(1)(f)",
        "180 days after it was dealt with",
        "Those who answer enquiries for the project, and those who run the site",
        "see what is kept about you, have it corrected or deleted, have its use restricted",
        "Norwegian Data Protection Authority",
    ],
}


@pytest.mark.parametrize("address", TOLD)
def test_who_writes_is_told_what_the_law_says_they_must_be(visitor: Visitor, address: str) -> None:
    main = words(one(visitor.open(address), "main"))
    assert [said for said in TOLD[address] if said not in main] == []


@pytest.mark.parametrize("address", ["/nb/kontakt", "/en/contact"])
def test_the_form_itself_says_the_most_important_of_it(visitor: Visitor, address: str) -> None:
    said = words(one(visitor.open(address), "#contact-form"))
    assert "Norsk Industri" in said
    assert "berettiget interesse" in said or "legitimate interest" in said
    assert "180 da" in said
    assert "rettighetene dine" in said or "your rights" in said


def test_where_nobody_can_write_nothing_is_said_of_it(tmp_path: Path) -> None:
    page = Visitor(site(settings_in(tmp_path, edition=True))).open("/en/privacy")
    assert not page.select("#messages")
    assert "contact form" not in words(one(page, "main"))


def test_who_sees_it_depends_on_the_mail(tmp_path: Path) -> None:
    for mail, is_mailed in ((None, False), ("localhost", True)):
        folder = tmp_path / str(mail)
        folder.mkdir()
        page = Visitor(site(settings_in(folder, smtp_host=mail))).open("/en/privacy")
        for said in ("sent it by e-mail", "deleted by those who have received it"):
            assert (said in words(one(page, "main"))) == is_mailed


def test_a_weakness_can_be_reported(visitor: Visitor) -> None:
    answer = visitor.ask("/.well-known/security.txt")
    assert answer.mimetype == "text/plain"
    lines = [line.split(": ", 1) for line in answer.text.splitlines()]
    fields: dict[str, list[str]] = {}
    for name, value in lines:
        fields.setdefault(name, []).append(value)
    assert fields["Contact"] == ["http://localhost/nb/kontakt", "http://localhost/en/contact"]
    assert fields["Canonical"] == ["http://localhost/.well-known/security.txt"]
    (expires,) = fields["Expires"]
    left = datetime.fromisoformat(expires) - datetime.fromtimestamp(NOW, UTC)
    assert timedelta(days=30) < left < timedelta(days=365)

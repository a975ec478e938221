"""The contact form: what is written is kept once, and never lost on the way."""

from __future__ import annotations

import os
import sqlite3
from ipaddress import ip_network
from pathlib import Path

import pytest

from battkomp.contact import subjects
from battkomp.contact.messages import LONGEST_TEXT, SUBJECTS
from battkomp.contact.receiving import FROM_ALL, FROM_ONE_NETWORK
from battkomp.db import connections
from battkomp.settings import ROOT
from tests.support.forms import MESSAGE, WRITTEN, Correspondent, correspondent, page_of, written_in
from tests.support.inboxes import sql
from tests.support.visitor import one, words

pytestmark = pytest.mark.slow


@pytest.fixture
def writer(tmp_path: Path) -> Correspondent:
    """Somebody who writes to the project."""
    return correspondent(tmp_path)


def test_the_form_offers_what_a_message_may_be_about(writer: Correspondent) -> None:
    assert tuple(subjects.WORDS) == SUBJECTS
    offered = writer.open().select("[name=subject]")
    assert tuple(str(choice["value"]) for choice in offered) == SUBJECTS


def test_a_message_is_kept_before_the_receipt_is_shown(writer: Correspondent) -> None:
    answer = writer.write(**WRITTEN)
    assert answer.status_code == 303
    (message,) = writer.inbox
    assert (message.subject, message.text) == (WRITTEN["subject"], WRITTEN["text"])
    assert (message.name, message.email) == (WRITTEN["name"], WRITTEN["email"])
    assert (message.language, message.received_at) == ("nb", writer.clock.now)
    receipt = page_of(writer.get(str(answer.location)))
    assert message.number in words(one(receipt, "main"))
    assert words(one(receipt, "h1")) == "Meldingen din er mottatt"


def test_the_receipt_is_nobody_elses_to_keep(writer: Correspondent) -> None:
    answer = writer.write()
    receipt = writer.get(str(answer.location))
    for one_answer in (answer, receipt):
        assert one_answer.headers["Cache-Control"] == "private, no-store"
        assert "Set-Cookie" not in one_answer.headers
    assert receipt.headers["X-Robots-Tag"] == "noindex"
    assert MESSAGE["text"] not in receipt.text


def test_the_receipt_is_there_in_the_other_language(writer: Correspondent) -> None:
    receipt = page_of(writer.get(str(writer.write().location)))
    (link,) = receipt.select(".editions a")
    other = page_of(writer.get(str(link["href"])))
    assert words(one(other, "h1")) == "Your message has been received"
    assert writer.inbox[0].number in words(one(other, "main"))


@pytest.mark.parametrize("forged", ["", "7F3K-9QXM", "7F3K-9QXM.abc", "7F3K-9QXM.\xe5", "." * 90])
def test_a_receipt_that_is_not_ours_is_none(writer: Correspondent, forged: str) -> None:
    page = page_of(writer.get(f"/nb/kontakt?receipt={forged}"))
    assert words(one(page, "h1")) == "Kontakt"


SAID = {
    "kept": ("i innboksen vår, der de som svarer, kan lese den", "in our inbox, where those"),
    "to come": ("og blir sendt på e-post", "and will be sent by e-mail"),
    "sent": ("og sendt på e-post", "and has been sent by e-mail"),
    "uncertain": ("ikke sikkert at e-posten", "not certain that the e-mail"),
}
# When a mail was handed over, until when that may take, when it was sent; whether there is a mail
# server; and what the receipt then says.
LATER = 9_000_000_000
FATES = [
    (None, 0, None, None, "kept"),
    (None, 0, None, "localhost", "to come"),
    (1, LATER, None, "localhost", "to come"),
    (1, 1, None, "localhost", "uncertain"),
    (1, 1, None, None, "uncertain"),
    (1, 1, 1, "localhost", "sent"),
    (1, 1, 1, None, "sent"),
]


@pytest.mark.parametrize(("handed_over", "until", "sent", "server", "fate"), FATES)
def test_the_receipt_tells_the_truth_about_the_mail(
    tmp_path: Path,
    handed_over: int | None,
    until: int,
    sent: int | None,
    server: str | None,
    fate: str,
) -> None:
    writer = correspondent(tmp_path, smtp_host=server)
    receipt = str(writer.write(email="ola@example.no").location)  # which is owed a mail too
    sql(
        writer.settings.inbox_file,
        "update outbox set handed_over_at = ?, claimed_until = ?, sent_at = ? "
        "where kind = 'message'",
        [handed_over, until, sent],
    )
    addresses = receipt, receipt.replace("/nb/kontakt", "/en/contact")
    for place, address in enumerate(addresses):
        main = words(one(page_of(writer.get(address)), "main"))
        assert [name for name, said in SAID.items() if said[place] in main] == [fate]


def test_a_receipt_whose_message_is_gone_says_nothing_of_where_it_is(writer: Correspondent) -> None:
    receipt = str(writer.write().location)
    sql(writer.settings.inbox_file, "delete from messages")
    page = page_of(writer.get(receipt))
    assert words(one(page, "h1")) == "Meldingen din er mottatt"
    assert "lagret" not in words(one(page, "main"))


@pytest.mark.parametrize("again", [{}, {"shown_at": "x"}])
def test_the_same_message_is_kept_once(writer: Correspondent, again: dict[str, str]) -> None:
    first = writer.write(**WRITTEN)
    if again:  # the form as Back has it, and reload sends it
        assert writer.write(**WRITTEN).location == first.location
    writer.address = "/en/contact"
    second = writer.write(**WRITTEN)
    assert str(first.location).partition("?")[2] == str(second.location).partition("?")[2]
    assert len(writer.inbox) == 1
    writer.write(**WRITTEN | {"text": "Noe annet"})
    assert len(writer.inbox) == 2


BAD = [
    ({"text": ""}, "text", "Skriv en melding."),
    ({"text": " \n\t "}, "text", "Skriv en melding."),
    ({"text": "x" * (LONGEST_TEXT + 1)}, "text", "høyst 10 000 tegn. Den har 10 001"),
    ({"text": "a\x00b"}, "text", "kunne ikke leses"),
    ({"text": "a\ufffdb"}, "text", "kunne ikke leses"),
    ({"subject": "spam"}, "subject", "Velg hva meldingen gjelder."),
    ({"subject": ""}, "subject", "Velg hva meldingen gjelder."),
    ({"name": "Ola\nBcc: x@example.org"}, "name", "én linje"),
    ({"name": "x" * 201}, "name", "høyst 200 tegn"),
    ({"email": "ola"}, "email", "Skriv e-postadressen slik"),
    ({"email": "ola@example.org\r\nBcc: x@example.org"}, "email", "én linje"),
    ({"email": "ola@example.org, kari@example.org"}, "email", "Skriv e-postadressen slik"),
    ({"email": "x" * 250 + "@example.org"}, "email", "Skriv e-postadressen slik"),
]


@pytest.mark.parametrize(("written", "name", "said"), BAD)
def test_what_is_wrong_is_said_first_and_at_its_field(
    writer: Correspondent, written: dict[str, str], name: str, said: str
) -> None:
    answer = writer.write(**written)
    page = page_of(answer)
    assert answer.status_code == 422
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert one(page, "title").get_text().startswith("Feil: Kontakt")
    summary = one(page, "main > :first-child")
    assert words(one(summary, "h2")) == "Noe må rettes"
    (link,) = summary.select("li a")
    field = one(page, str(link["href"]))
    complaint = one(page, f"#{name}-error")
    assert words(link) == words(complaint)
    assert said in words(link)
    assert f"{name}-error" in str(field["aria-describedby"]).split()
    assert field.name == "fieldset" or field["aria-invalid"] == "true"
    assert writer.inbox == []


def test_everything_that_is_wrong_is_said_at_once(writer: Correspondent) -> None:
    page = page_of(writer.write(text="", email="ola", subject=""))
    links = [link["href"] for link in page.select(".errors li a")]
    assert links == ["#subject", "#text", "#email"]


def test_what_was_written_stands_there_after_an_error(writer: Correspondent) -> None:
    written = WRITTEN | {"email": "ola"}
    assert written_in(page_of(writer.write(**written))) == written


@pytest.mark.parametrize(
    "email",
    [
        "ola@example.no",
        "a.b+c@d-e.example.museum",
        "åse@blåbær.example",
        "x@" + "blåbærsyltetøy." * 10 + "example",
        "o'neil@example.org",
    ],
)
def test_addresses_of_all_kinds_are_taken(writer: Correspondent, email: str) -> None:
    assert writer.write(email=email).status_code == 303
    assert writer.inbox[0].email == email


def test_lines_end_in_one_way(writer: Correspondent) -> None:
    writer.write(text="a\r\nb\rc\u2028d")
    assert writer.inbox[0].text == "a\nb\nc\nd"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Origin": "http://localhost"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Origin": "http://localhost.evil.example"}, 403),
    ],
)
def test_a_form_on_another_site_cannot_send_for_the_reader(
    writer: Correspondent, headers: dict[str, str], status: int
) -> None:
    writer.headers = headers
    answer = writer.write(**WRITTEN)
    assert answer.status_code == status
    assert len(writer.inbox) == (status == 303)
    assert status == 303 or written_in(page_of(answer)) == WRITTEN


@pytest.mark.parametrize("stamp", ["", "x", "1.abc", "1764500000.forged", "\xe5.\xe5"])
def test_a_form_that_we_did_not_show_is_shown_again(writer: Correspondent, stamp: str) -> None:
    answer = writer.write(**WRITTEN | {"shown_at": stamp})
    assert answer.status_code == 400
    assert written_in(page_of(answer)) == WRITTEN
    assert writer.inbox == []


@pytest.mark.parametrize(("seconds", "status"), [(0, 422), (2, 422), (3, 303), (43_200, 303)])
def test_nobody_writes_in_less_than_three_seconds(
    writer: Correspondent, seconds: int, status: int
) -> None:
    stamp = writer.stamp()
    writer.clock.now += seconds
    answer = writer.post(WRITTEN | {"shown_at": stamp})
    assert answer.status_code == status
    assert status == 303 or written_in(page_of(answer)) == WRITTEN


def test_a_form_that_was_open_for_long_can_be_sent_at_once(writer: Correspondent) -> None:
    stamp = writer.stamp()
    writer.clock.now += 12 * 60 * 60 + 1
    answer = writer.post(WRITTEN | {"shown_at": stamp})
    assert answer.status_code == 422
    page = page_of(answer)
    assert written_in(page) == WRITTEN
    writer.clock.now += 3
    again = writer.post(WRITTEN | {"shown_at": one(page, "[name=shown_at]")["value"]})
    assert again.status_code == 303


def test_a_clock_that_was_put_back_keeps_nobody_out(writer: Correspondent) -> None:
    stamp = writer.stamp()
    writer.clock.now -= 3600
    assert writer.post(WRITTEN | {"shown_at": stamp}).status_code == 303


def test_a_program_that_fills_in_everything_is_told_what_it_wants_to_hear(
    writer: Correspondent,
) -> None:
    answer = writer.write(website="https://example.org")
    assert answer.status_code == 303
    assert words(one(page_of(writer.get(str(answer.location))), "h1")) == "Meldingen din er mottatt"
    assert writer.inbox == []


def test_people_do_not_see_the_field_for_programs(writer: Correspondent) -> None:
    field = one(writer.open(), "[name=website]")
    assert (field["tabindex"], field["autocomplete"]) == ("-1", "off")
    assert field.find_parent(attrs={"aria-hidden": "true"})


def test_one_sender_may_not_send_without_end(writer: Correspondent) -> None:
    for number in range(FROM_ONE_NETWORK):
        assert writer.write(text=f"Melding {number}").status_code == 303
    answer = writer.write(**WRITTEN)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 3600
    page = page_of(answer)
    assert written_in(page) == WRITTEN
    assert "#ways" in {link["href"] for link in page.select(".errors a")}
    assert len(writer.inbox) == FROM_ONE_NETWORK
    writer.sender = "198.51.100.1"
    assert writer.write(**WRITTEN).status_code == 303
    writer.sender = "192.0.2.200"  # the same part of the network
    assert writer.write(text="En til").status_code == 429
    writer.clock.now += 3600
    assert writer.write(text="En til").status_code == 303


def test_visitors_behind_a_proxy_are_told_apart_if_it_is_named(tmp_path: Path) -> None:
    for proxies, status in (((), 429), ((ip_network("192.0.2.7"),), 303)):
        folder = tmp_path / str(status)
        folder.mkdir()
        writer = correspondent(folder, proxies=proxies)
        for number in range(FROM_ONE_NETWORK + 1):
            writer.headers = {"X-Forwarded-For": f"198.51.{number}.1"}
            answer = writer.write(text=f"Melding {number}")
        assert answer.status_code == status


def test_the_operator_is_told_the_limits_as_they_are() -> None:
    told = " ".join((ROOT / "docs" / "operations.md").read_text("utf-8").split())
    assert f"{FROM_ONE_NETWORK} messages an hour are taken, and {FROM_ALL} from all" in told


@pytest.mark.parametrize("fault", ["locked", "gone", "read-only"])
def test_what_cannot_be_kept_is_not_lost(
    writer: Correspondent, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "BUSY_TIMEOUT", 0.05)
    stamp = writer.stamp()
    writer.clock.now += 60
    path = writer.settings.inbox_file
    blocker = sqlite3.connect(path, isolation_level=None)
    if fault == "locked":
        blocker.execute("begin immediate")
    elif fault == "gone":
        os.rename(path, path.with_suffix(".away"))
    else:
        monkeypatch.setattr(
            "battkomp.contact.receiving.receive",
            lambda *_: (_ for _ in ()).throw(sqlite3.OperationalError("disk I/O error")),
        )
    answer = writer.post(WRITTEN | {"shown_at": stamp})
    blocker.close()
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    page = page_of(answer)
    assert "er ikke sendt" in words(one(page, ".errors"))
    assert WRITTEN["text"].splitlines()[1] in one(page, "main").get_text()


def test_the_language_switch_takes_along_what_is_written(writer: Correspondent) -> None:
    writer.address = "/en/contact"
    answer = writer.post(WRITTEN | {"shown_at": "", "switch": "en"})
    assert answer.status_code == 200
    page = page_of(answer)
    assert one(page, "html")["lang"] == "en"
    assert written_in(page) == WRITTEN
    assert not page.select(".errors")
    assert writer.inbox == []


def test_without_javascript_there_is_a_button_for_it(writer: Correspondent) -> None:
    button = one(writer.open(), "noscript button[name=switch]")
    assert button["formaction"] == "/en/contact"


def test_labels_and_purposes_are_there(writer: Correspondent) -> None:
    page = writer.open()
    for field in page.select("#contact-form :is(input, textarea):not([type=hidden], [type=radio])"):
        assert one(page, f"label[for={field['id']}]")
        assert "placeholder" not in field.attrs
        assert "required" not in field.attrs
    assert one(page, "[name=name]")["autocomplete"] == "name"
    assert one(page, "[name=email]")["autocomplete"] == "email"
    assert one(page, "[name=email]")["type"] == "email"
    assert not page.select("button[disabled]")
    assert one(page, "form[method=post]").has_attr("novalidate")


@pytest.mark.parametrize(
    ("address", "required", "optional"),
    [("/nb/kontakt", "(obligatorisk)", "(valgfritt)"), ("/en/contact", "(required)", "(optional)")],
)
def test_what_must_be_filled_in_is_said_in_words(
    writer: Correspondent, address: str, required: str, optional: str
) -> None:
    writer.address = address
    form = one(writer.open(), "#contact-form")
    marked = [words(one(form, f"#{name} > legend, label[for={name}]")) for name in MESSAGE]
    assert [label.rpartition(" ")[2] for label in marked] == [required] * 2 + [optional] * 2


def test_the_empty_form_may_be_kept_for_an_hour(writer: Correspondent) -> None:
    first = writer.get("/nb/kontakt")
    assert first.headers["Cache-Control"].startswith("public, max-age=0")
    writer.clock.now += 1800
    assert writer.get("/nb/kontakt").data == first.data
    writer.clock.now += 1801
    assert writer.get("/nb/kontakt").data != first.data


def test_how_the_message_is_treated_stands_beside_the_button(tmp_path: Path) -> None:
    writer = correspondent(tmp_path, retention_days=77)
    form = one(writer.open(), "#contact-form")
    assert "77 dager" in words(form)
    assert "Norsk Industri" in words(form)
    assert form.select("a[href='/nb/personvern']")


def test_where_there_is_no_server_the_page_says_so(tmp_path: Path) -> None:
    writer = correspondent(tmp_path, edition=True)
    page = writer.open()
    assert not page.select("form")
    assert "består av filer" in words(one(page, "main"))
    assert page.select("main a[href^='https://www.norskindustri.no']")

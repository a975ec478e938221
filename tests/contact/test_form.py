"""The contact form: a message is stored once, and never lost on the way."""

from pathlib import Path

import pytest

from battkomp.contact.inbox import LONGEST_NAME, LONGEST_TEXT, TOPICS
from battkomp.contact.receiving import FROM_ALL, FROM_ONE_NETWORK, key_of
from battkomp.settings import ROOT
from tests.support.inboxes import (
    HOUR,
    MESSAGE,
    WRITTEN,
    Correspondent,
    correspondent,
    page_of,
    written_in,
)
from tests.support.visitor import one, words

pytestmark = pytest.mark.slow


def test_a_message_is_stored_as_it_was_written(writer: Correspondent) -> None:
    answer = writer.write(**WRITTEN)
    assert answer.status_code == 303
    (message,) = writer.inbox
    assert (message.topic, message.text) == (WRITTEN["subject"], WRITTEN["text"])
    assert (message.name, message.email) == (WRITTEN["name"], WRITTEN["email"])
    assert (message.language, message.received_at) == ("nb", writer.clock.now)
    receipt = page_of(writer.get(str(answer.location)))
    assert message.number in words(one(receipt, "main"))
    writer.write(text="a\r\nb\rc\u2028d")
    assert writer.inbox[1].text == "a\nb\nc\nd"


def test_an_address_is_kept_without_what_was_copied_with_it(writer: Correspondent) -> None:
    for number, typed in enumerate(("\u200bola@ntnu.no\u00a0", "Ola <ola@ntnu.no>")):
        assert writer.write(**WRITTEN | {"email": typed, "text": f"{number}"}).status_code == 303
    assert {message.email for message in writer.inbox} == {"ola@ntnu.no"}


def test_the_longest_message_fits_in_the_largest_form(writer: Correspondent) -> None:
    text, name = "🔋" * LONGEST_TEXT, "🔋" * LONGEST_NAME
    email = f"{'å' * 32}@{'å' * 50}.example"
    assert writer.write(text=text, name=name, email=email).status_code == 303
    assert writer.write(text="\r\n" * (LONGEST_TEXT - 1) + ".").status_code == 303
    assert [len(message.text) for message in writer.inbox] == [LONGEST_TEXT] * 2


BAD = [
    ({"text": ""}, "text", "Skriv meldingen din."),
    ({"text": " \n\t "}, "text", "Skriv meldingen din."),
    ({"text": "x" * (LONGEST_TEXT + 1)}, "text", "mer enn 10 000 tegn. Du har skrevet 10 001"),
    ({"text": "a\x00b"}, "text", "kunne ikke leses"),
    ({"text": "a\ufffdb"}, "text", "kunne ikke leses"),
    ({"subject": "spam"}, "subject", "Velg hva meldingen gjelder."),
    ({"subject": ""}, "subject", "Velg hva meldingen gjelder."),
    ({"name": "Ola\nBcc: x@example.org"}, "name", "én linje"),
    ({"name": "x" * (LONGEST_NAME + 1)}, "name", "mer enn 200 tegn"),
    ({"email": "ola nordmann@example.org"}, "email", "Fjern mellomrommet"),
    ({"email": "ola(jobb)@example.org"}, "email", "Fjern tegnet ("),
    ({"email": "ola@example.org, x@example.org"}, "email", "bare én e-postadresse"),
    ({"email": "ola nordmann.no"}, "email", "Skriv inn en gyldig e-postadresse"),
    ({"email": "ola@nordmann,no"}, "email", "Skriv inn en gyldig e-postadresse"),
    ({"email": "ola@@nordmann.no"}, "email", "Skriv inn en gyldig e-postadresse"),
    ({"email": "ola"}, "email", "Skriv inn en gyldig e-postadresse"),
    ({"email": "ola@example.org\r\nBcc: x@example.org"}, "email", "én linje"),
]


def test_an_error_is_shown_first_and_at_its_field(writer: Correspondent) -> None:
    for written, name, said in BAD:
        answer = writer.write(**written)
        page = page_of(answer)
        assert answer.status_code == 422, written
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert one(page, "title").get_text().startswith("Feil: Kontakt")
        summary = one(page, "main > :first-child")
        assert words(one(summary, "h2")) == "Rett opp dette før du sender"
        (link,) = summary.select("li a")
        field = one(page, str(link["href"]))
        assert words(link) == words(one(page, f"#{name}-error"))
        assert said in words(link), written
        assert f"{name}-error" in str(field["aria-describedby"]).split()
        assert field.name == "fieldset" or field["aria-invalid"] == "true"
    assert writer.inbox == []


def test_all_errors_are_shown_at_once_and_the_form_keeps_its_values(writer: Correspondent) -> None:
    page = page_of(writer.write(text="", email="ola", subject=""))
    assert [link["href"] for link in page.select(".errors li a")] == ["#subject", "#text", "#email"]
    written = WRITTEN | {"email": "ola"}
    assert written_in(page_of(writer.write(**written))) == written


def test_a_message_with_the_hidden_field_is_shown_again_and_can_be_sent(
    writer: Correspondent,
) -> None:
    form = one(writer.open(), "#contact-form")
    assert one(form, "[name=leave_empty]")["autocomplete"] == "off"
    answer = writer.write(**WRITTEN, leave_empty="https://ntnu.no")
    page = page_of(answer)
    assert (answer.status_code, written_in(page)) == (422, WRITTEN)
    assert writer.inbox == []
    assert not page.select("[name=leave_empty]")
    assert writer.write(**WRITTEN, refused="trapped").status_code == 303
    assert len(writer.inbox) == 1


@pytest.mark.parametrize(("proxies", "status"), [(0, 429), (1, 303)])
def test_a_network_has_a_limit_and_only_a_trusted_proxy_names_it(
    tmp_path: Path, proxies: int, status: int
) -> None:
    writer = correspondent(tmp_path, proxies=proxies)
    for number in range(FROM_ONE_NETWORK):
        writer.headers = {"X-Forwarded-For": f"198.51.{number}.1"}
        assert writer.write(text=f"Melding {number}").status_code == 303
    writer.headers = {"X-Forwarded-For": "203.0.113.1"}
    writer.sender = "192.0.2.200"  # in the network of those before
    answer = writer.write(**WRITTEN)
    wait = int(answer.headers.get("Retry-After", 0))
    assert (answer.status_code, 0 < wait <= HOUR) == (status, status == 429)
    writer.sender = "203.0.113.1"
    assert writer.write(**WRITTEN).status_code == 303


def test_the_documentation_has_the_limits() -> None:
    told = " ".join((ROOT / "docs" / "operations.md").read_text("utf-8").split())
    assert f"{FROM_ONE_NETWORK} messages an hour are taken, and {FROM_ALL} from all" in told


def test_without_an_inbox_a_message_is_shown_again(writer: Correspondent) -> None:
    writer.settings.inbox_file.unlink()
    answer = writer.write(**WRITTEN)
    assert (answer.status_code, written_in(page_of(answer))) == (503, WRITTEN)
    key_of.cache_clear()  # as in a worker that has just started
    answer = writer.write(**WRITTEN)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    page = page_of(answer)
    assert written_in(page) == WRITTEN
    assert "fikk ikke lagret" in words(one(page, ".errors"))
    assert not writer.settings.inbox_file.exists()


def test_fields_have_purposes_and_labels_that_say_whether_they_are_required(
    writer: Correspondent,
) -> None:
    for address, required, optional in (
        ("/nb/kontakt", "(obligatorisk)", "(valgfritt)"),
        ("/en/contact", "(required)", "(optional)"),
    ):
        writer.address = address
        form = one(writer.open(), "#contact-form")
        labels = [words(one(form, f"#{name} > legend, label[for={name}]")) for name in MESSAGE]
        assert [label.rpartition(" ")[2] for label in labels] == [required] * 2 + [optional] * 2
        assert not form.select("[placeholder], [required], [disabled]")
        assert form.has_attr("novalidate")
        purposes = [one(form, f"[name={name}]")["autocomplete"] for name in ("name", "email")]
        assert purposes == ["name", "email"]
        assert one(form, "[name=email]")["type"] == "email"
        assert [choice["value"] for choice in form.select("[name=subject]")] == list(TOPICS)

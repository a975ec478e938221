"""The contact and the privacy page: other ways to write, caching, receipts, and stored data."""

import re
from pathlib import Path

import pytest
from bs4 import Tag

from battkomp.db import connections
from battkomp.settings import Settings
from tests.support.inboxes import MESSAGE, Correspondent, correspondent, page_of, sql
from tests.support.sites import edited_seed, settings_in, site
from tests.support.visitor import Visitor, one, words


def contact_page(folder: Path, address: str, named: str) -> Tag:
    """Return the contact page of content with only some lines about a person and an address."""

    def edit(text: str) -> str:
        return re.sub(r"^(person|email) = .*\n", "", text, flags=re.MULTILINE) + f"\n{named}"

    content = edited_seed(folder, contact=edit)
    return one(Visitor(site(settings_in(folder), content)).open(address), "main")


def test_without_a_contact_person_the_page_leads_to_the_organisation(tmp_path: Path) -> None:
    main = contact_page(tmp_path, "/nb/kontakt", "")
    assert "ikke oppgitt noen kontaktperson" in words(main)
    assert one(main, "a[rel=external]")["href"] == "https://www.norskindustri.no"
    assert not main.select("a[href^=mailto]")


def test_a_contact_person_and_an_address_come_from_the_content(tmp_path: Path) -> None:
    named = 'person = "per-holdo"\nemail = "post@example.org"\n'
    main = contact_page(tmp_path, "/en/contact", named)
    assert "Per Holdø, Norsk Industri" in words(main)
    assert one(main, "a[href^=mailto]")["href"] == "mailto:post@example.org"
    assert "no named contact person" not in words(main)


def test_the_static_site_has_no_form_and_nothing_about_messages(tmp_path: Path) -> None:
    writer = correspondent(tmp_path, static_site=True)
    page = writer.open()
    assert not page.select("main form")
    assert "kan ikke ta imot meldinger" in words(one(page, "main"))
    assert page.select("main a[href^='https://www.norskindustri.no']")
    privacy = page_of(writer.get("/en/privacy"))
    assert not privacy.select("#messages")
    assert "contact form" not in words(one(privacy, "main"))


def test_a_receipt_is_private_has_nothing_of_the_message_and_both_languages(
    writer: Correspondent,
) -> None:
    answer = writer.write()
    assert answer.status_code == 303
    receipt = writer.get(str(answer.location))
    for response in (answer, receipt):
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert "Set-Cookie" not in response.headers
    assert MESSAGE["text"] not in receipt.text
    (link,) = page_of(receipt).select(".language-switch a")
    other = page_of(writer.get(str(link["href"])))
    assert words(one(other, "h1")) == "Message received"
    assert writer.inbox[0].number in words(one(other, "main"))


def test_a_forged_receipt_shows_the_form(writer: Correspondent) -> None:
    for forged in ("", "7F3K-9QXM", "7F3K-9QXM.abc", "7F3K-9QXM.\xe5", "." * 90):
        page = page_of(writer.get(f"/nb/kontakt?receipt={forged}"))
        assert words(one(page, "h1")) == "Kontakt", forged


# By whether the message has been mailed, and whether there is a mail server.
RECEIPTS = {
    (False, None): ("Vi har lagret meldingen", "We have saved your message"),
    (False, "localhost"): ("Vi har lagret meldingen", "We have saved your message"),
    (True, "localhost"): ("sendt meldingen videre", "We have passed it on"),
    (True, None): ("sendt meldingen videre", "We have passed it on"),
}


@pytest.mark.parametrize(("is_mailed", "server"), RECEIPTS)
def test_a_receipt_and_the_privacy_page_say_whether_messages_are_mailed(
    tmp_path: Path, is_mailed: bool, server: str | None
) -> None:
    writer = correspondent(tmp_path, smtp_host=server)
    receipt = str(writer.write(email="ola@example.no").location)
    if is_mailed:
        sql(writer.settings.inbox_file, "update outbox set sent_at = 1 where kind = 'message'")
    addresses = receipt, receipt.replace("/nb/kontakt", "/en/contact")
    for index, address in enumerate(addresses):
        main = words(one(page_of(writer.get(address)), "main"))
        found = {texts[index] for texts in RECEIPTS.values() if texts[index] in main}
        assert found == {RECEIPTS[is_mailed, server][index]}
    privacy = words(one(page_of(writer.get("/en/privacy")), "main"))
    for part in ("we send a receipt to it", "Copies sent by email"):
        assert (part in privacy) == (server is not None)


def test_a_receipt_of_a_deleted_message_or_inbox_does_not_say_that_it_is_stored(
    writer: Correspondent,
) -> None:
    receipt = str(writer.write().location)
    for is_there in (True, False):
        if is_there:
            sql(writer.settings.inbox_file, "delete from messages")
        else:
            writer.settings.inbox_file.unlink()
        page = page_of(writer.get(receipt))
        assert words(one(page, "h1")) == "Meldingen din er mottatt"
        assert "lagret" not in words(one(page, "main"))


# Each item of the list of stored data on the privacy page, with the columns that it is about.
DESCRIBED = (
    {"messages.text", "messages.topic"},
    {"messages.name", "messages.email"},
    {"messages.received_at", "messages.language", "messages.number"},
    {"messages.closed_at"},
    {
        *("outbox.sent_at", "outbox.attempts", "outbox.next_at", "outbox.given_up_at"),
        *("outbox.failure", "outbox.kind"),
    },
    {"messages.digest"},
    {"arrivals.network", "arrivals.hour", "arrivals.number"},
)
NOT_PERSONAL = {
    *("messages.id", "outbox.id", "outbox.message"),
    *("state.id", "state.secret", "state.unvacuumed"),
}


def test_a_new_column_of_the_inbox_must_be_described_on_the_privacy_page(inbox: Path) -> None:
    with connections.snapshot(inbox) as db:
        columns = {f"{table.name}.{one.name}" for table in db.tables for one in table.columns}
    assert columns == NOT_PERSONAL.union(*DESCRIBED)


def test_the_form_and_the_privacy_page_say_how_a_message_is_treated(tmp_path: Path) -> None:
    writer = correspondent(tmp_path, retention_days=77)
    for address, purpose, period, privacy in (
        ("/nb/kontakt", "bare til å behandle henvendelsen", "77 dager", "/nb/personvern"),
        ("/en/contact", "only to deal with your enquiry", "77 days", "/en/privacy"),
    ):
        form = one(page_of(writer.get(address)), "#contact-form")
        for part in (purpose, period):
            assert part in words(form)
        assert form.select(f"a[href='{privacy}']")
        page = page_of(writer.get(privacy))
        assert period in words(one(page, "main"))
        assert page.select("a[href='https://www.datatilsynet.no/']")
        listed = one(page, "#kept").find_next("ul").select("li")  # type: ignore[union-attr]
        assert len(listed) == len(DESCRIBED)


# The controller, the purpose, the legal basis, the period, the recipients, the authority and the
# rights (GDPR, Article 13).
INFORMATION = {
    "/nb/personvern": (
        *("er behandlingsansvarlig", "for å kunne svare deg", "artikkel 6 nr. 1 bokstav f"),
        *(f"{Settings.retention_days} dager etter", "senest to år etter", "omtrent en måned til"),
        *("de som drifter nettstedet", "Datatilsynet", "rett til innsyn i opplysningene om deg"),
        "få dem rettet eller slettet. Du kan også be om begrensning",
    ),
    "/en/privacy": (
        *("is the controller", "to be able to reply", "Article 6(1)(f)"),
        *("no later than two years", "about a month longer", "people who operate the website"),
        *(f"{Settings.retention_days} days after", "Norwegian Data Protection Authority"),
        "see, correct and delete the information we hold about you. You can also restrict or",
    ),
}


def test_senders_are_given_the_information_that_the_law_requires(visitor: Visitor) -> None:
    faults = [
        f"{address}: {part}"
        for address, parts in INFORMATION.items()
        for part in parts
        if part not in words(one(visitor.open(address), "main"))
    ]
    assert faults == []

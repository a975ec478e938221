"""The privacy page describes all data that the inbox stores."""

from __future__ import annotations

from pathlib import Path

from battkomp.db import connections
from tests.support.sites import settings_in, site
from tests.support.visitor import Visitor, one, words

# Each item of the list of stored data on the privacy page, with the columns that it is about.
DESCRIBED = (
    {"messages.text", "messages.topic"},
    {"messages.name", "messages.email"},
    {"messages.received_at", "messages.language", "messages.number"},
    {"messages.digest"},
    {"messages.closed_at"},
    {
        *("outbox.sent_at", "outbox.attempts", "outbox.next_at", "outbox.given_up_at"),
        *("outbox.failure", "outbox.kind"),
    },
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


def test_the_privacy_page_lists_the_data_and_the_retention_period(tmp_path: Path) -> None:
    visitor = Visitor(site(settings_in(tmp_path, retention_days=77)))
    for address, period in (("/nb/personvern", "77 dager"), ("/en/privacy", "77 days")):
        page = visitor.open(address)
        assert period in words(one(page, "main"))
        assert page.select("a[href='https://www.datatilsynet.no/']")
        listed = one(page, "#kept").find_next("ul").select("li")  # type: ignore[union-attr]
        assert len(listed) == len(DESCRIBED)


# The controller, the purpose, the legal basis, the period, the recipients, the authority and the
# rights (GDPR, Article 13).
INFORMATION = {
    "/nb/personvern": (
        *("er derfor behandlingsansvarlig", "leses og besvares", "artikkel 6 nr. 1 bokstav f"),
        *("180 dager etter", "de som drifter nettstedet", "Datatilsynet"),
        "innsyn i det som er lagret om deg, få det rettet eller slettet, få bruken begrenset",
    ),
    "/en/privacy": (
        *("is therefore the controller", "read and answered", "Article 6(1)(f)"),
        *("180 days after", "those who run the site", "Norwegian Data Protection Authority"),
        "see what is kept about you, have it corrected or deleted, have its use restricted",
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


def test_email_is_mentioned_only_if_messages_are_mailed(tmp_path: Path) -> None:
    for mail, is_mailed in ((None, False), ("localhost", True)):
        page = Visitor(site(settings_in(tmp_path, smtp_host=mail))).open("/en/privacy")
        for part in ("sent it by e-mail", "deleted by those who have received it"):
            assert (part in words(one(page, "main"))) == is_mailed

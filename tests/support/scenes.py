"""Every view of the desk as somebody sees it in the middle of work, for pictures and measures."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from battkomp.content.history import digest
from battkomp.content.model import Place
from battkomp.db import connections
from battkomp.desk import schedule, sets, users
from battkomp.desk.sets import ChangeSet, SetState
from battkomp.desk.users import Role, User
from tests.support.desks import Office

DAY = 24 * 60 * 60
SOURCE: Place = ("contact", "invitation", "nb")
TRANSLATION: Place = ("contact", "invitation", "en")
PLAN: Place = ("phases.2", "body", "nb")
PLAN_IN_ENGLISH: Place = ("phases.2", "body", "en")
LAUNCHED: Place = ("phases.2", "launched_on", "")

NAMES = (
    *("overview", "overview-of-an-editor", "section-phases", "section-steps", "section-terms"),
    *("entry-contact", "entry-phases.2", "entry-pages.home", "entry-seats.lo"),
    *("entry-terms.battery-cell", "entry-in-open", "entry-in-held", "entry-in-published"),
    *("set-open", "set-submitted", "set-scheduled", "set-held", "set-published", "set-withdrawn"),
    *("preview", "users", "account", "sign-in", "join"),
    *("hold", "forbidden", "no-link", "not-found"),
)


class Scene(NamedTuple):
    """A view: its address after the language, and the user who opens it, if anybody is signed in.

    :param status: of the answer.
    """

    name: str
    address: str
    user: User | None = None
    status: int = 200

    def in_language(self, language: str) -> str:
        """Return the address of the view in a language."""
        return f"/desk/{language}{self.address}"


@dataclass
class _Work:
    """A desk where two users work."""

    office: Office
    keeper: User
    editor: User

    def propose(
        self, title: tuple[str, str], values: dict[Place, str | None], seen: str = ""
    ) -> ChangeSet:
        """Make a set of changes.

        :param seen: the source text that the author of the translations has seen.
        """
        digests = {place: digest(seen) for place in values if place[2] == "en" and seen}
        found = self.office.propose(self.editor, values, seen=digests)
        with connections.writing(self.office.settings.desk_file) as db:
            sets.update(db, found.id, title=dict(zip(("nb", "en"), title, strict=True)))
        return self.office.find(found.id)

    def act(self, act: Callable[..., object], key: str, *rest: object) -> ChangeSet:
        """Do something with a set, as the keeper."""
        with self.office.app.app_context():
            act(key, self.keeper, *rest)
        return self.office.find(key)

    def approve(self, change_set: ChangeSet, due_at: int | None = None) -> ChangeSet:
        """Approve a set."""
        return self.act(schedule.approve, change_set.id, change_set.digest, due_at)


def prepare(office: Office) -> list[Scene]:
    """Let two users work at a new desk, and return every view of it."""
    work = _Work(office, office.add("Kari Nordmann"), office.add("Ola", frozenset({Role.EDITOR})))
    _give_passkeys(office, work.keeper, work.editor)
    key = _invited(office)
    entries = {name: f"/sets/{one.id}" for name, one in _sets(work).items()}
    keeper, editor = work.keeper, work.editor
    return [
        Scene("overview", "", keeper),
        Scene("overview-of-an-editor", "?q=batteri", editor),
        *(
            Scene(f"section-{name}", f"/content/{name}", editor)
            for name in ("phases", "steps", "terms")
        ),
        *(
            Scene(f"entry-{name}", f"/entries/{name}", editor)
            for name in ("contact", "phases.2", "pages.home", "seats.lo", "terms.battery-cell")
        ),
        *(
            Scene(f"entry-in-{name}", f"/entries/contact?set={address.split('/')[2]}", editor)
            for name, address in entries.items()
            if name in ("open", "held", "published")
        ),
        *(Scene(f"set-{name}", address, keeper) for name, address in entries.items()),
        Scene("preview", f"{entries['open']}/preview", keeper),
        Scene("users", "/users", keeper),
        Scene("account", "/account", keeper),
        Scene("sign-in", "/sign-in"),
        Scene("join", f"/join?key={key}"),
        Scene("hold", "/users", status=401),
        Scene("forbidden", "/users", editor, status=403),
        Scene("no-link", "/preview?key=none", status=404),
        Scene("not-found", "/sets/none", keeper, status=404),
    ]


def _give_passkeys(office: Office, *owners: User) -> None:
    """Give users passkeys with which nobody can sign in."""
    used = {"public_key": b"", "sign_count": 0, "is_backed_up": 1, "used_at": office.clock()}
    with connections.writing(office.settings.desk_file) as db:
        for user in owners:
            for label in ("Bærbar PC", "Telefon"):
                named = {
                    "user": user.id,
                    "label": label,
                    "credential": f"{user.id}{label}".encode(),
                }
                db.table("passkeys").insert(named | used | {"created_at": office.clock() - DAY})


def _invited(office: Office) -> str:
    """Invite a user, end the access of another, and return the key of the invitation."""
    invited = office.add("Nina", frozenset({Role.PUBLISHER}))
    ended = office.add("Per", frozenset({Role.EDITOR}))
    with connections.writing(office.settings.desk_file) as db:
        users.disable(db, ended, office.clock())
        return users.invite(db, invited, office.clock())


def _sets(work: _Work) -> dict[str, ChangeSet]:
    """Make a set in each state."""
    live, now = "Lurer du på noe om BattKOMP? Spør oss.", work.office.clock()
    clash = work.propose(("Ny invitasjon", "New invitation"), {SOURCE: "Har du spørsmål?"})
    published = work.approve(work.propose(("Om kontakt", "About contact"), {SOURCE: live}))
    held = work.approve(clash)
    assert (published.state, held.state) == (SetState.PUBLISHED, SetState.HELD)
    submitted = work.propose(("Del 2 er ferdig", "Part 2 is done"), {LAUNCHED: '"2022-03-01"'})
    scheduled = work.propose(("Plan for del 2", "Plan for part 2"), {PLAN: "Ny plan for del 2."})
    gone = work.propose(("Et forsøk", "An attempt"), {PLAN_IN_ENGLISH: "A plan."})
    return {
        "open": work.propose(("Vår", "Spring"), {TRANSLATION: "Questions? Ask us in 2024."}, live),
        "submitted": work.act(schedule.submit, submitted.id),
        "scheduled": work.approve(scheduled, now + DAY),
        "held": held,
        "published": published,
        "withdrawn": work.act(schedule.withdraw, gone.id),
    }

"""Passkeys, and the ceremonies of Web Authentication: to register one, and to use it.

Only functions import `webauthn`, so that commands do without it. ASVS 5.0: 6.3.3, 6.5.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlite_utils import Database

from battkomp.desk import users
from battkomp.desk.sessions import ANSWER_TIME
from battkomp.desk.users import User
from battkomp.web.context import settings

Row = dict[str, Any]  # a row of the table `passkeys`
_ALGORITHMS = (-8, -7, -257)  # EdDSA and ES256, and RS256 for Windows


class CeremonyError(Exception):
    """A ceremony is refused. The text says why, in words for operators."""


def options(db: Database, challenge: bytes, user: User | None) -> Row:
    """Return what a browser needs for either ceremony (WebAuthn, sections 5.4 and 5.5)."""
    from webauthn.helpers import bytes_to_base64url as encoded

    own = users.passkeys_of(db, user) if user else []  # none are named to a stranger
    named = [{"type": "public-key", "id": encoded(one["credential"])} for one in own]
    host = settings().trusted_hosts[0]  # `create_desk` sets one
    is_verified = {"userVerification": "required"}
    found = {"challenge": encoded(challenge), "timeout": ANSWER_TIME * 1000}
    found |= {"rpId": host, "allowCredentials": named, **is_verified}
    if user:
        found["rp"] = {"id": host, "name": "BattKOMP"}
        found["user"] = {"id": encoded(user.handle), "name": user.email, "displayName": user.name}
        found["pubKeyCredParams"] = [{"type": "public-key", "alg": one} for one in _ALGORITHMS]
        found["excludeCredentials"] = named
        found["authenticatorSelection"] = {"residentKey": "required", **is_verified}
    return found


@contextmanager
def _refusing() -> Iterator[None]:
    """Refuse an answer for any error: forged ones raise many kinds in `webauthn` and Python."""
    try:
        yield
    except CeremonyError:
        raise
    except Exception as error:
        # The text after such a mark may quote the answer, which the log must not have.
        said = re.split('[":.(]', str(error))[0] if "webauthn" in type(error).__module__ else ""
        raise CeremonyError(said.strip() or type(error).__name__) from error


@_refusing()
def use(db: Database, answer: str, challenge: bytes, only: int | None) -> tuple[User, Row]:
    """Check the use of a passkey, and return its user and it.

    :param only: the id of the user who must be its owner; None if nobody is signed in.
    :raises CeremonyError: if it was not used here, for this challenge, and by its owner.
    """
    import webauthn
    from webauthn.helpers import parse_authentication_credential_json

    given = parse_authentication_credential_json(answer)
    passkey = next(db.table("passkeys").rows_where("credential = ?", [given.raw_id]), None)
    user = users.find(db, passkey["user"]) if passkey else None
    if passkey is None or user is None:
        raise CeremonyError("unknown passkey")
    if only not in (None, user.id) or (given.response.user_handle or user.handle) != user.handle:
        raise CeremonyError("passkey of another user")
    found = webauthn.verify_authentication_response(
        credential=given,
        credential_public_key=passkey["public_key"],
        credential_current_sign_count=passkey["sign_count"],
        **_expected(challenge),
    )
    state = {"sign_count": found.new_sign_count, "is_backed_up": int(found.credential_backed_up)}
    db.table("passkeys").update(passkey["id"], state | {"used_at": settings().now()})
    return user, passkey | state


@_refusing()
def register(db: Database, answer: str, challenge: bytes, user: User, label: str) -> int:
    """Check the making of a passkey, store it, and return its id.

    :raises CeremonyError: if it was not made here, for this challenge, or is known already.
    """
    import webauthn

    found = webauthn.verify_registration_response(credential=answer, **_expected(challenge))
    row: Row = {"credential": found.credential_id, "public_key": found.credential_public_key}
    row |= {"sign_count": found.sign_count, "is_backed_up": int(found.credential_backed_up)}
    row |= {"user": user.id, "label": label, "created_at": settings().now()}
    if db.table("passkeys").count_where("credential = ?", [found.credential_id]):
        raise CeremonyError("known passkey")
    key: Any = db.table("passkeys").insert(row).last_pk
    return int(key)


def _expected(challenge: bytes) -> Row:
    values = {"expected_rp_id": settings().trusted_hosts[0], "expected_origin": settings().desk_url}
    return values | {"expected_challenge": challenge, "require_user_verification": True}

"""Well-known addresses for programs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.support.sites import NOW
from tests.support.visitor import Visitor


def test_security_txt_says_where_to_report_a_vulnerability(visitor: Visitor) -> None:
    """RFC 9116."""
    answer = visitor.ask("/.well-known/security.txt")
    assert answer.mimetype == "text/plain"
    fields: dict[str, list[str]] = {}
    for line in answer.text.splitlines():
        name, value = line.split(": ", 1)
        fields.setdefault(name, []).append(value)
    assert fields["Contact"] == ["http://localhost/nb/kontakt", "http://localhost/en/contact"]
    assert fields["Canonical"] == ["http://localhost/.well-known/security.txt"]
    (expires,) = fields["Expires"]
    left = datetime.fromisoformat(expires) - datetime.fromtimestamp(NOW, UTC)
    assert timedelta(days=30) < left < timedelta(days=365)

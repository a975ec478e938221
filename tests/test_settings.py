"""Settings: read from the environment, and refused at start when they are invalid."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from battkomp.settings import ROOT, VARIABLES, BadSettingError, from_environment
from tests.support.servers import command, free_port


def refusal(**settings: str) -> str:
    """Return the message that refuses the settings, or the empty string if they are accepted."""
    try:
        from_environment({f"BATTKOMP_{name}": value for name, value in settings.items()})
    except BadSettingError as error:
        return str(error)
    return ""


READ: tuple[tuple[str, str, object], ...] = (
    ("DATABASE", "/srv/content.db", Path("/srv/content.db")),
    ("CONTENT", "/srv/content", Path("/srv/content")),
    ("BACKUPS", "/srv/backups", Path("/srv/backups")),
    ("PROXIES", "2", 2),
    ("CACHES", "http://127.0.0.1:6081/", ("http://127.0.0.1:6081",)),
    ("CACHES", "http://the_cache:6081, http://b", ("http://the_cache:6081", "http://b")),
    ("CACHE_MEGABYTES", "64", 64),
    ("ACCESS_LOG", "true", True),
    ("DEVELOPMENT", "false", False),
    ("PUBLIC_URL", "https://Battkomp.example:8443/", "https://battkomp.example:8443"),
    ("PUBLIC_URL", "http://[2001:DB8::1]:80", "http://[2001:db8::1]"),
    ("PUBLIC_URL", "http://203.0.113.9", "http://203.0.113.9"),
    ("PUBLIC_URL", "https://båttkomp.example", "https://xn--bttkomp-exa.example"),
    ("PUBLIC_URL", "https://faß.example", "https://xn--fa-hia.example"),  # IDNA 2003: fass
    ("TRUSTED_HOSTS", "Battkomp.example, .b.example", ("battkomp.example", ".b.example")),
    ("TRUSTED_HOSTS", "localhost:8000", ("localhost:8000",)),
    ("TRUSTED_HOSTS", "båttkomp.example", ("xn--bttkomp-exa.example",)),
)


def test_settings_come_from_the_environment_and_are_normalised() -> None:
    read = [
        (name, text, getattr(from_environment({f"BATTKOMP_{name}": text}), name.lower()))
        for name, text, _ in READ
    ]
    assert read == [*READ]


# With more than a host and a port, or something else.
BAD_URLS = (
    *("battkomp.example", "ftp://x", "//x", "https://", "https:///", "https://x/path"),
    *("https://a b", "https://a\nb", "https://a\x7f", "https://\u202ea", "https://x?"),
    *("https://x:abc", "https://x:99999", "https://x:0", "https://x:", "https://x:\u0663"),
    *("https://user@x", "https://user:password@x", "https://x/?a=b", "https://x#a"),
    *('https://x"', "https://x'", "https://<x>", "https://x\\y", "https://.", "https://a..b"),
    *("https://-x", "https://[::1", "https://[::1]x", "https://[fe80::1%a]", "127.0.0.1:6081"),
    *("https://1.2.3.256", "https://" + "x" * 64, "https://\u2488.example"),
)
INVALID: Mapping[str, tuple[str, ...]] = {
    "DATABASE": ("", "/", "/dev/null"),
    "INBOX": ("", "/dev/null"),
    "CONTENT": ("", __file__),
    "BACKUPS": ("", __file__, "/dev/null"),
    "TRUSTED_HOSTS": (
        *(" , ", "*", "https://x", "a b", "x/y", "a;b", "<x>", ".", "[::1]", "x:port"),
        *("x:", "good.example,*", "a\nb"),
    ),
    "PROXIES": ("", "-1", "11", "127.0.0.1"),
    "CACHES": (",", *BAD_URLS),
    "CACHE_MEGABYTES": ("", "-1", "1025", "many", "٣"),
    "RETENTION_DAYS": ("0", "731", "1.5"),
    "SMTP_HOST": ("smtp://mail.example", "mail.example:25", "mail example", "[::1]"),
    "SMTP_PORT": ("0", "65536"),
    "SMTP_TLS": ("ssl", ""),
    "SMTP_USER": ("", "a\nb", "åse"),
    "SMTP_PASSWORD": ("", "passørd"),
    "SMTP_SENDER": ("site", "site@battkomp.example\n"),
    "SMTP_RECIPIENT": ("a@b.example; c@d.example",),
    "ACCESS_LOG": ("", "yes"),
    "DEVELOPMENT": ("yes",),
    "DATABSE": ("/srv/content.db",),
}


def test_an_invalid_value_is_refused_in_one_line_that_names_the_variable() -> None:
    faults = [
        (name, value, message)
        for name, values in INVALID.items()
        for value in values
        if not re.fullmatch(f"BATTKOMP_{name}: .+", message := refusal(**{name: value}))
    ]
    assert faults == []


MAIL = {
    "SMTP_HOST": "mail.example",
    "SMTP_SENDER": "site@battkomp.example",
    "SMTP_RECIPIENT": "post@battkomp.example",
    "SMTP_USER": "site",
    "SMTP_PASSWORD": "secret",
}


def test_half_a_mail_server_is_refused() -> None:
    assert refusal(**MAIL) == ""
    for name in MAIL:
        half = {one: value for one, value in MAIL.items() if one != name}
        assert refusal(**half).startswith("BATTKOMP_SMTP_"), name


def test_a_password_is_not_sent_unencrypted_to_another_machine() -> None:
    for host in ("mail.example", "203.0.113.9", "localhost.example"):
        unencrypted = refusal(**MAIL | {"SMTP_HOST": host, "SMTP_TLS": "none"})
        assert unencrypted.startswith("BATTKOMP_SMTP_TLS: without TLS")
        assert host in unencrypted
        for tls in ("tls", "starttls"):
            assert refusal(**MAIL | {"SMTP_HOST": host, "SMTP_TLS": tls}) == ""
    for host in ("localhost", "127.0.0.2", "::1"):
        assert refusal(**MAIL | {"SMTP_HOST": host, "SMTP_TLS": "none"}) == ""


def test_a_password_is_not_in_the_representation_of_the_settings() -> None:
    settings = from_environment({f"BATTKOMP_{name}": value for name, value in MAIL.items()})
    assert settings.smtp_password
    assert "secret" not in repr(settings)


def test_one_file_for_messages_and_content_is_refused(tmp_path: Path) -> None:
    database = tmp_path / "site.db"
    (tmp_path / "link.db").symlink_to(database)
    named = {"DATABASE": str(database)}
    same = ["site.db", f"../{tmp_path.name}/site.db", "link.db"]
    assert "cannot be" not in refusal(**named, INBOX=str(tmp_path / "hard.db"))
    for is_there in (False, True):
        if is_there:
            database.touch()
            os.link(database, tmp_path / "hard.db")
            same.append("hard.db")
        for spelling in same:
            message = refusal(**named, INBOX=f"{tmp_path}/{spelling}")
            assert re.match("BATTKOMP_INBOX: .* cannot be the database of both", message)


def test_a_content_database_called_inbox_needs_another_inbox(tmp_path: Path) -> None:
    named = {"DATABASE": str(tmp_path / "inbox.db")}
    assert refusal(**named).startswith("BATTKOMP_DATABASE: ")
    assert refusal(**named, INBOX=str(tmp_path / "messages.db")) == ""


def test_the_desk_needs_a_file_of_its_own(tmp_path: Path) -> None:
    assert refusal(DATABASE=str(tmp_path / "desk.db")).startswith("BATTKOMP_DATABASE: ")
    named = {"DATABASE": str(tmp_path / "site.db"), "INBOX": str(tmp_path / "desk.db")}
    assert refusal(**named).startswith("BATTKOMP_INBOX: ")


def test_the_readme_documents_every_setting_and_no_other() -> None:
    documented = re.findall(r"BATTKOMP_[A-Z_]+", (ROOT / "README.md").read_text("utf-8"))
    assert set(documented) == set(VARIABLES)


@pytest.mark.slow
def test_commands_and_the_server_refuse_an_invalid_setting_in_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BATTKOMP_CACHE_MEGABYTES", "many")
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    for line in ([*flask, "content", "prepare"], [*flask, "run"], command("wsgi:app", free_port())):
        ended = subprocess.run(
            line, cwd=ROOT, capture_output=True, text=True, timeout=20, check=False
        )
        assert ended.returncode == 1
        assert re.fullmatch(r"Error: BATTKOMP_CACHE_MEGABYTES: .+\n", ended.stderr)
        assert "ERROR" not in ended.stdout

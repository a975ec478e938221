"""Settings: read from the environment, and refused at start when they are invalid."""

from __future__ import annotations

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


def test_settings_come_from_the_environment() -> None:
    settings = from_environment(
        {
            "BATTKOMP_DATABASE": "/srv/content.db",
            "BATTKOMP_CONTENT": "/srv/content",
            "BATTKOMP_PUBLIC_URL": "https://battkomp.example/",
            "BATTKOMP_TRUSTED_HOSTS": "battkomp.example, www.battkomp.example",
            "BATTKOMP_PROXIES": "2",
            "BATTKOMP_CACHES": "http://127.0.0.1:6081/",
            "BATTKOMP_CACHE_MEGABYTES": "64",
            "BATTKOMP_BACKUPS": "/srv/backups",
            "BATTKOMP_ACCESS_LOG": "true",
            "BATTKOMP_DEVELOPMENT": "false",
            "OTHER": "x",
        }
    )
    assert settings.database == Path("/srv/content.db")
    assert settings.content == Path("/srv/content")
    assert settings.public_url == "https://battkomp.example"
    assert settings.trusted_hosts == ("battkomp.example", "www.battkomp.example")
    assert settings.proxies == 2
    assert settings.caches == ("http://127.0.0.1:6081",)
    assert (settings.cache_megabytes, settings.retention_days) == (64, 180)
    assert settings.backups == Path("/srv/backups")
    assert settings.access_log
    assert not settings.development


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
    "CACHES": ("127.0.0.1:6081", ","),
    "CACHE_MEGABYTES": ("", "-1", "1025", "many", "٣"),
    "RETENTION_DAYS": ("0", "3651", "1.5"),
    "SMTP_HOST": ("smtp://mail.example", "mail.example:25", "mail example", "[::1]"),
    "SMTP_PORT": ("0", "65536"),
    "SMTP_TLS": ("ssl", ""),
    "SMTP_USER": ("", "a\nb"),
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


def test_a_url_with_more_than_a_host_and_a_port_is_refused() -> None:
    invalid = [
        *("battkomp.example", "ftp://x", "//x", "https://", "https:///", "https://x/path"),
        *("https://a b", "https://a\nb", "https://a\x7f", "https://\u202ea", "https://x?"),
        *("https://x:abc", "https://x:99999", "https://x:0", "https://x:", "https://x:\u0663"),
        *("https://user@x", "https://user:password@x", "https://x/?a=b", "https://x#a"),
        *('https://x"', "https://x'", "https://<x>", "https://x\\y", "https://.", "https://a..b"),
        *("https://-x", "https://[::1", "https://[::1]x", "https://[fe80::1%a]"),
        *("https://1.2.3.256", "https://" + "x" * 64, "https://\u2488.example"),
    ]
    assert [value for value in invalid if "BATTKOMP_CACHES: " not in refusal(CACHES=value)] == []


@pytest.mark.parametrize(
    ("value", "normalised"),
    [
        ("https://Battkomp.example:8443/", "https://battkomp.example:8443"),
        ("http://[2001:DB8::1]:80", "http://[2001:db8::1]"),
        ("http://203.0.113.9", "http://203.0.113.9"),
        ("https://båttkomp.example", "https://xn--bttkomp-exa.example"),
        ("https://faß.example", "https://xn--fa-hia.example"),  # IDNA 2003 would make it fass
        ("http://the_cache:6081", "http://the_cache:6081"),
    ],
)
def test_a_url_is_normalised(value: str, normalised: str) -> None:
    assert from_environment({"BATTKOMP_PUBLIC_URL": value}).public_url == normalised


def test_trusted_hosts_are_compared_as_browsers_write_them() -> None:
    hosts = "Battkomp.example, .battkomp.example, localhost:8000, båttkomp.example"
    assert from_environment({"BATTKOMP_TRUSTED_HOSTS": hosts}).trusted_hosts == (
        "battkomp.example",
        ".battkomp.example",
        "localhost:8000",
        "xn--bttkomp-exa.example",
    )


MAIL = {
    "SMTP_HOST": "mail.example",
    "SMTP_SENDER": "site@battkomp.example",
    "SMTP_RECIPIENT": "post@battkomp.example",
    "SMTP_USER": "site",
    "SMTP_PASSWORD": "secret",
}


@pytest.mark.parametrize("name", MAIL)
def test_half_a_mail_server_is_refused(name: str) -> None:
    half = {one: value for one, value in MAIL.items() if one != name}
    assert refusal(**half).startswith("BATTKOMP_SMTP_")
    assert refusal(**MAIL) == ""


def test_a_password_is_not_sent_unencrypted_to_another_machine() -> None:
    def is_refused(host: str, tls: str) -> bool:
        message = refusal(**MAIL | {"SMTP_HOST": host, "SMTP_TLS": tls})
        return message.startswith("BATTKOMP_SMTP_TLS: without TLS") and host in message

    for host in ("mail.example", "203.0.113.9", "localhost.example"):
        assert is_refused(host, "none")
        assert not is_refused(host, "tls")
        assert not is_refused(host, "starttls")
    for host in ("localhost", "127.0.0.2", "::1"):
        assert not is_refused(host, "none")


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


def test_the_readme_documents_every_setting_and_no_other() -> None:
    documented = re.findall(r"BATTKOMP_[A-Z_]+", (ROOT / "README.md").read_text("utf-8"))
    assert set(documented) == set(VARIABLES)


@pytest.mark.slow
def test_commands_and_the_server_refuse_an_invalid_setting_in_one_line() -> None:
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    for line in ([*flask, "content", "prepare"], [*flask, "run"], command("wsgi:app", free_port())):
        ended = subprocess.run(
            line,
            cwd=ROOT,
            env=os.environ | {"BATTKOMP_CACHE_MEGABYTES": "many"},
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
        assert ended.returncode == 1
        assert re.fullmatch(r"Error: BATTKOMP_CACHE_MEGABYTES: .+\n", ended.stderr)
        assert "ERROR" not in ended.stdout

"""Settings: read from the environment, and refused at start when they cannot be right."""

from __future__ import annotations

import os
import re
from dataclasses import fields
from ipaddress import ip_network
from pathlib import Path

import pytest

from battkomp.settings import ROOT, BadSettingError, Settings, from_environment

INTERNAL = {"edition", "languages", "now", "today", "translations"}
SETTINGS = [field.name for field in fields(Settings) if field.name not in INTERNAL]


def test_settings_come_from_the_environment() -> None:
    settings = from_environment(
        {
            "BATTKOMP_DATABASE": "/srv/content.db",
            "BATTKOMP_PUBLIC_URL": "https://battkomp.example/",
            "BATTKOMP_TRUSTED_HOSTS": "battkomp.example, www.battkomp.example",
            "BATTKOMP_PROXIES": "127.0.0.1, 10.0.0.0/8, ::1",
            "BATTKOMP_CACHES": "http://127.0.0.1:6081/",
            "BATTKOMP_CACHE_MEGABYTES": "64",
            "BATTKOMP_BACKUPS": "/srv/backups",
            "BATTKOMP_ACCESS_LOG": "true",
            "BATTKOMP_DEVELOPMENT": "true",
            "OTHER": "x",
        }
    )
    assert settings.database == Path("/srv/content.db")
    assert settings.public_url == "https://battkomp.example"
    assert settings.trusted_hosts == ("battkomp.example", "www.battkomp.example")
    assert settings.proxies == (
        ip_network("127.0.0.1"),
        ip_network("10.0.0.0/8"),
        ip_network("::1"),
    )
    assert settings.caches == ("http://127.0.0.1:6081",)
    assert settings.cache_megabytes == 64
    assert settings.backups == Path("/srv/backups")
    assert settings.access_log
    assert settings.development


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("BATTKOMP_DATABASE", ""),
        ("BATTKOMP_DATABASE", "/"),
        ("BATTKOMP_DATABASE", "/dev/null"),
        ("BATTKOMP_INBOX", "/dev/null"),
        ("BATTKOMP_PUBLIC_URL", "battkomp.example"),
        ("BATTKOMP_PUBLIC_URL", "https://battkomp.example/path"),
        ("BATTKOMP_TRUSTED_HOSTS", " , "),
        ("BATTKOMP_PROXIES", "localhost"),
        ("BATTKOMP_PROXIES", "10.0.0.1/8"),
        ("BATTKOMP_PROXIES", ","),
        ("BATTKOMP_CACHES", "127.0.0.1:6081"),
        ("BATTKOMP_CACHE_MEGABYTES", "-1"),
        ("BATTKOMP_CACHE_MEGABYTES", "1025"),
        ("BATTKOMP_CACHE_MEGABYTES", "1e2"),
        ("BATTKOMP_CACHE_MEGABYTES", "٣"),
        ("BATTKOMP_BACKUPS", ""),
        ("BATTKOMP_BACKUPS", __file__),
        ("BATTKOMP_BACKUPS", "/dev/null"),
        ("BATTKOMP_SMTP_HOST", "smtp://mail.example"),
        ("BATTKOMP_SMTP_HOST", "mail.example:25"),
        ("BATTKOMP_SMTP_HOST", "mail example"),
        ("BATTKOMP_SMTP_HOST", "[::1]"),
        ("BATTKOMP_ACCESS_LOG", "1"),
        ("BATTKOMP_DEVELOPMENT", "yes"),
        ("BATTKOMP_DATABSE", "/srv/content.db"),
    ],
)
def test_a_setting_that_cannot_be_right_is_refused(variable: str, value: str) -> None:
    with pytest.raises(BadSettingError, match=f"^{variable}: "):
        from_environment({variable: value})


ADDRESSES = [
    *("https://a b", "https://a\nb", "https://a\x7f", "https://\u202ea"),
    *("https://x:abc", "https://x:99999", "https://x:0", "https://x:", "https://x:\u0663"),
    *("https://user@x", "https://user:password@x", "https://x?", "https://x/?a=b", "https://x#a"),
    *('https://x"', "https://x'", "https://<x>", "https://x\\y", "https://.", "https://a..b"),
    *(
        "https://",
        "https:///",
        "https://-x",
        "https://[::1",
        "https://[::1]x",
        "https://[fe80::1%a]",
    ),
    *("https://1.2.3.256", "https://" + "x" * 64, "https://\u2488.example", "ftp://x", "//x"),
]


@pytest.mark.parametrize("value", ADDRESSES)
@pytest.mark.parametrize("variable", ["BATTKOMP_PUBLIC_URL", "BATTKOMP_CACHES"])
def test_what_is_no_start_of_an_address_is_refused(variable: str, value: str) -> None:
    with pytest.raises(BadSettingError, match=f"^{variable}: this must be like http"):
        from_environment({variable: value})


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("https://battkomp.example:8443/", "https://battkomp.example:8443"),
        ("http://[2001:DB8::1]:80", "http://[2001:db8::1]:80"),
        ("http://203.0.113.9", "http://203.0.113.9"),
        ("https://båttkomp.example", "https://xn--bttkomp-exa.example"),
        ("http://the_cache:6081", "http://the_cache:6081"),
    ],
)
def test_the_start_of_an_address_is_written_as_programs_write_it(value: str, meant: str) -> None:
    assert from_environment({"BATTKOMP_PUBLIC_URL": value}).public_url == meant
    assert from_environment({"BATTKOMP_CACHES": value}).caches == (meant,)


@pytest.mark.parametrize(
    "value",
    ["*", "https://x", "a b", "x/y", "a;b", "<x>", ".", "[::1]", "x:port", "good.example,*"],
)
def test_what_no_request_can_name_is_no_trusted_host(value: str) -> None:
    with pytest.raises(BadSettingError, match=r"^BATTKOMP_TRUSTED_HOSTS: .* is not the name or"):
        from_environment({"BATTKOMP_TRUSTED_HOSTS": value})


def test_trusted_hosts_are_compared_as_browsers_write_them() -> None:
    told = "Battkomp.example, .battkomp.example, localhost:8000, båttkomp.example"
    assert from_environment({"BATTKOMP_TRUSTED_HOSTS": told}).trusted_hosts == (
        "battkomp.example",
        ".battkomp.example",
        "localhost:8000",
        "xn--bttkomp-exa.example",
    )


MAIL = {
    "BATTKOMP_SMTP_SENDER": "site@battkomp.example",
    "BATTKOMP_SMTP_RECIPIENT": "post@battkomp.example",
    "BATTKOMP_SMTP_USER": "site",
    "BATTKOMP_SMTP_PASSWORD": "secret",
}


@pytest.mark.parametrize(
    ("host", "tls", "is_good"),
    [
        ("mail.example", "none", False),
        ("203.0.113.9", "none", False),
        ("localhost.example", "none", False),
        ("mail.example", "tls", True),
        ("mail.example", "starttls", True),
        ("localhost", "none", True),
        ("127.0.0.2", "none", True),
        ("::1", "none", True),
    ],
)
def test_no_password_is_sent_for_everybody_to_read(host: str, tls: str, is_good: bool) -> None:
    told = MAIL | {"BATTKOMP_SMTP_HOST": host, "BATTKOMP_SMTP_TLS": tls}
    if is_good:
        assert from_environment(told).smtp_host == host
        return
    with pytest.raises(BadSettingError, match=f"^BATTKOMP_SMTP_TLS: .* on the way to {host} "):
        from_environment(told)


@pytest.mark.parametrize("spelling", ["site.db", "../FOLDER/site.db", "link.db", "hard.db"])
@pytest.mark.parametrize("is_there", [False, True])
def test_the_messages_are_never_kept_in_the_database_of_the_content(
    tmp_path: Path, spelling: str, is_there: bool
) -> None:
    database = tmp_path / "site.db"
    (tmp_path / "link.db").symlink_to(database)
    if is_there:
        database.touch()
        os.link(database, tmp_path / "hard.db")
    elif spelling == "hard.db":
        return
    inbox = f"{tmp_path}/{spelling}".replace("FOLDER", tmp_path.name)
    with pytest.raises(BadSettingError, match=r"^BATTKOMP_INBOX: .* cannot be both"):
        from_environment({"BATTKOMP_DATABASE": str(database), "BATTKOMP_INBOX": inbox})


def test_a_database_that_is_called_as_the_inbox_is_needs_another_inbox(tmp_path: Path) -> None:
    told = {"BATTKOMP_DATABASE": str(tmp_path / "inbox.db")}
    with pytest.raises(BadSettingError, match=r"^BATTKOMP_DATABASE: .* cannot be both"):
        from_environment(told)
    told["BATTKOMP_INBOX"] = str(tmp_path / "messages.db")
    assert from_environment(told).inbox_file.name == "messages.db"


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_documented(name: str) -> None:
    variable = f"BATTKOMP_{name.upper()}"
    assert variable in (ROOT / "README.md").read_text("utf-8")
    assert variable in (from_environment.__doc__ or "")


def test_the_readme_names_no_setting_that_is_not_there() -> None:
    named = re.findall(r"BATTKOMP_[A-Z_]+", (ROOT / "README.md").read_text("utf-8"))
    assert set(named) == {f"BATTKOMP_{name.upper()}" for name in SETTINGS}

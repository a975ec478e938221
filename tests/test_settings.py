"""Settings: read from the environment, and refused at start when they cannot be right."""

from __future__ import annotations

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
        ("BATTKOMP_ACCESS_LOG", "1"),
        ("BATTKOMP_DEVELOPMENT", "yes"),
        ("BATTKOMP_DATABSE", "/srv/content.db"),
    ],
)
def test_a_setting_that_cannot_be_right_is_refused(variable: str, value: str) -> None:
    with pytest.raises(BadSettingError, match=f"^{variable}: "):
        from_environment({variable: value})


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_documented(name: str) -> None:
    variable = f"BATTKOMP_{name.upper()}"
    assert variable in (ROOT / "README.md").read_text("utf-8")
    assert variable in (from_environment.__doc__ or "")


def test_the_readme_names_no_setting_that_is_not_there() -> None:
    named = re.findall(r"BATTKOMP_[A-Z_]+", (ROOT / "README.md").read_text("utf-8"))
    assert set(named) == {f"BATTKOMP_{name.upper()}" for name in SETTINGS}

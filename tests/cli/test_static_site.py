"""`flask edition build`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from werkzeug.test import TestResponse

from battkomp import create_app
from battkomp.operations import static_site
from battkomp.operations.static_site import UnexpectedAnswerError
from battkomp.settings import Settings
from tests.support.databases import prepare
from tests.support.sites import change, edited_seed, load

pytestmark = pytest.mark.slow

URL = "https://files.example"


def build(settings: Settings, *arguments: str) -> Result:
    """Run the command."""
    runner = create_app(settings).test_cli_runner()
    return runner.invoke(args=["edition", "build", *arguments])


def test_the_site_is_built_and_rebuilt_and_the_option_wins_over_the_setting(
    settings: Settings, tmp_path: Path
) -> None:
    load(settings)
    out = tmp_path / "out"
    other = replace(settings, public_url="https://other.example")
    result = build(other, str(out), "--public-url", f"{URL}/")
    assert (result.exit_code, result.stderr) == (0, "")
    assert f"The edition for {URL} is in {out}" in result.output
    assert f'href="{URL}/nb/styret"' in (out / "nb/styret/index.html").read_text("utf-8")

    load(settings, edited_seed(tmp_path, pages=change("Prosjektstyret", "Styret")))
    result = build(other, str(out))
    assert "of revision 2 of the content" in result.output
    page = (out / "nb/styret/index.html").read_text("utf-8")
    assert "Prosjektstyret" not in page
    assert 'href="https://other.example/nb/styret"' in page


def test_without_a_public_url_the_files_are_for_this_machine(
    settings: Settings, tmp_path: Path
) -> None:
    load(settings)
    out = tmp_path / "out"
    result = build(settings, str(out))
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(f"The edition for http://localhost:8000 is in {out}: ")
    assert "build it with --public-url https://battkomp.example" in result.stderr
    assert "http://localhost:8000/nb/styret" in (out / "sitemap.xml").read_text("utf-8")
    assert "Strict-Transport-Security" not in (out / "_headers").read_text("utf-8")


def test_an_invalid_public_url_is_refused(settings: Settings, tmp_path: Path) -> None:
    for url in ("", "battkomp.example", "https://battkomp.example/under", "https://a b"):
        result = build(settings, str(tmp_path / "out"), "--public-url", url)
        assert result.exit_code == 2, url
        assert "Invalid value for --public-url" in result.output, url


def test_a_folder_with_other_files_is_left_alone(settings: Settings, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.txt").write_text("mine")
    result = build(settings, str(out), "--public-url", URL)
    assert result.exit_code == 1
    assert f"{out} is not empty, and holds no edition.json" in result.output
    assert [path.name for path in out.iterdir()] == ["thesis.txt"]


def test_a_page_that_fails_leaves_the_files_as_they_were(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(settings)
    out = tmp_path / "out"
    build(settings, str(out), "--public-url", URL)
    get = static_site.get

    def fail_for_the_board(app: Flask, address: str, status: int = 200) -> TestResponse:
        if address == "/nb/styret":
            raise UnexpectedAnswerError("/nb/styret answers 500")
        return get(app, address, status)

    monkeypatch.setattr(static_site, "get", fail_for_the_board)
    result = build(settings, str(out), "--public-url", "https://other.example")
    assert result.exit_code == 1
    assert "/nb/styret answers 500" in result.output
    assert URL in (out / "nb/styret/index.html").read_text("utf-8")
    assert sorted(tmp_path.glob(".out*")) == []


def test_without_content_nothing_is_built(settings: Settings, tmp_path: Path) -> None:
    for is_prepared in (False, True):
        if is_prepared:
            prepare(settings.database)
        result = build(settings, str(tmp_path / "out"), "--public-url", URL)
        assert result.exit_code == 1
        assert "There is no content yet" in result.output
        assert not (tmp_path / "out").exists()

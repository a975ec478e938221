"""`flask edition build`."""

from dataclasses import replace
from pathlib import Path

import pytest

from battkomp.operations import static_site
from battkomp.operations.static_site import UnexpectedAnswerError
from battkomp.settings import Settings
from tests.support.commands import error_of, invoke, output_of
from tests.support.sites import change, edited_seed, load

pytestmark = pytest.mark.slow

URL = "https://files.example"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder that does not exist yet."""
    return tmp_path / "out"


@pytest.mark.full
def test_the_site_is_built_and_rebuilt_and_the_option_wins_over_the_setting(
    settings: Settings, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(settings)
    other = replace(settings, public_url="https://other.example")
    result = invoke(other, "edition", "build", out, "--public-url", f"{URL}/")
    assert (result.exit_code, result.stderr) == (0, "")
    assert f"The static site for {URL} is in {out}" in result.output
    assert f'href="{URL}/nb/styret/"' in (out / "nb/styret/index.html").read_text("utf-8")

    load(settings, edited_seed(tmp_path, pages=change("Prosjektstyret", "Styret")))
    assert "of revision 2 of the content" in output_of(other, "edition", "build", out)
    page = (out / "nb/styret/index.html").read_text("utf-8")
    assert "Prosjektstyret" not in page
    assert 'href="https://other.example/nb/styret/"' in page

    def fail(*_: object) -> None:
        raise UnexpectedAnswerError("/nb/styret answers 500")

    monkeypatch.setattr(static_site, "get", fail)
    assert error_of(settings, "edition", "build", out) == "/nb/styret answers 500"
    assert (out / "nb/styret/index.html").read_text("utf-8") == page
    assert sorted(tmp_path.glob(".out*")) == []


def test_without_a_public_url_the_files_are_for_this_machine(settings: Settings, out: Path) -> None:
    load(settings)
    result = invoke(settings, "edition", "build", out)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(f"The static site for http://localhost:8000 is in {out}: ")
    assert "build it with --public-url https://battkomp.example" in result.stderr
    assert "http://localhost:8000/nb/styret" in (out / "sitemap.xml").read_text("utf-8")
    assert "Strict-Transport-Security" not in (out / "_headers").read_text("utf-8")


def test_an_invalid_public_url_is_refused(settings: Settings, out: Path) -> None:
    for url in ("", "battkomp.example", "https://battkomp.example/under", "https://a b"):
        result = invoke(settings, "edition", "build", out, "--public-url", url)
        assert result.exit_code == 2, url
        assert "Invalid value for --public-url" in result.output, url


def test_a_folder_with_other_files_is_left_alone(settings: Settings, out: Path) -> None:
    out.mkdir()
    (out / "thesis.txt").write_text("mine")
    refused = error_of(settings, "edition", "build", out)
    assert f"{out} is not empty, and holds no edition.json" in refused
    assert [path.name for path in out.iterdir()] == ["thesis.txt"]

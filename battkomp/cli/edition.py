"""`flask edition`: the site as files."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

import battkomp
from battkomp.cli.errors import saying_what_is_wrong
from battkomp.cli.params import NamedPath
from battkomp.operations.output_folder import ForeignFolderError, refuse_to_lose, replace
from battkomp.operations.static_edition import MARKER, UnansweredError, compose, settings_for
from battkomp.settings import BadSettingError, from_environment
from battkomp.web.context import settings

edition = AppGroup("edition", help="The site as files, for hosts that run no programs.")

# Where `python -m http.server` serves a folder by itself.
_HERE = "http://localhost:8000"
_NOT_PUBLIC = (
    f"Feeds, the sitemap and links to share hold the address {_HERE}: to publish the edition,"
    " build it with --public-url https://battkomp.example, or with BATTKOMP_PUBLIC_URL."
)


@edition.command("build")
@click.argument("out", type=NamedPath(file_okay=False, path_type=Path))
@click.option("--public-url", help="Where it will be: https://battkomp.example")
def build(out: Path, public_url: str | None) -> None:
    """Write the site as files to the folder OUT, which any host can serve.

    OUT must be new, empty, or an edition, which is replaced as a whole or not at all. Without a
    public URL it is made for http://localhost:8000, to be looked at.
    """
    said = settings().public_url if public_url is None else _checked(public_url)
    url = said or _HERE
    app = battkomp.create_app(settings_for(settings(), url))
    with saying_what_is_wrong():
        try:
            refuse_to_lose(out, MARKER)
            made = compose(app)
            replace(out, made.files, MARKER)
        except (ForeignFolderError, UnansweredError) as error:
            raise click.ClickException(str(error)) from error
    click.echo(
        f"The edition for {url} is in {out}: {len(made.files)} files,"
        f" of revision {made.revision} of the content."
    )
    if said is None:
        click.echo(_NOT_PUBLIC, err=True)


def _checked(public_url: str) -> str | None:
    try:
        return from_environment({"BATTKOMP_PUBLIC_URL": public_url}).public_url
    except BadSettingError as error:
        reason = str(error).partition(": ")[2]
        raise click.BadParameter(reason, param_hint="--public-url") from error

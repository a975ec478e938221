"""`flask edition`: the static site."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

import battkomp
from battkomp.cli.errors import cli_errors
from battkomp.cli.params import NamedPath
from battkomp.operations import output_folder, static_site
from battkomp.operations.static_site import MARKER
from battkomp.settings import BadSettingError, from_environment
from battkomp.web.context import settings

edition = AppGroup("edition", help="The site as files, for hosts that run no programs.")

_LOCAL_URL = "http://localhost:8000"  # the address of `python -m http.server`
_NOT_PUBLIC = (
    f"Feeds, the sitemap and links to share hold the address {_LOCAL_URL}: to publish the edition,"
    " build it with --public-url https://battkomp.example, or with BATTKOMP_PUBLIC_URL."
)


@edition.command("build")
@click.argument("out", type=NamedPath(file_okay=False, path_type=Path))
@click.option("--public-url", help="Where it will be: https://battkomp.example")
def build(out: Path, public_url: str | None) -> None:
    """Write the site as files to the folder OUT, which any host can serve.

    OUT must be new, empty, or an edition, which is replaced as a whole or not at all. Without a
    public URL, the files are made for http://localhost:8000, to be looked at.
    """
    given = settings().public_url if public_url is None else _checked(public_url)
    url = given or _LOCAL_URL
    app = battkomp.create_app(static_site.settings_for(settings(), url))
    with cli_errors():
        output_folder.refuse_foreign_files(out, MARKER)
        built = static_site.build(app)
        output_folder.replace(out, built.files, MARKER)
    click.echo(
        f"The edition for {url} is in {out}: {len(built.files)} files,"
        f" of revision {built.revision} of the content."
    )
    if given is None:
        click.echo(_NOT_PUBLIC, err=True)


def _checked(public_url: str) -> str | None:
    try:
        return from_environment({"BATTKOMP_PUBLIC_URL": public_url}).public_url
    except BadSettingError as error:
        reason = str(error).partition(": ")[2]
        raise click.BadParameter(reason, param_hint="--public-url") from error

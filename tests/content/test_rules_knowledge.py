"""A knowledge base that contradicts itself is refused, and nothing is changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from battkomp import create_app
from battkomp.settings import Settings
from tests.content.test_load import Edit
from tests.support.databases import mark
from tests.support.sites import change, edited_seed, load, without

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("file", "edit", "complaint"),
    [
        (
            "findings",
            change('sources = ["part-1-report-story"]', 'sources = ["nothing"]'),
            'findings.access-is-a-challenge.sources: there is no source "nothing"',
        ),
        (
            "findings",
            change('sources = ["part-1-report-story"]', "sources = []"),
            "findings.access-is-a-challenge.sources: this needs a source",
        ),
        (
            "findings",
            change(
                'sources = ["part-1-report-story"]',
                'sources = ["part-1-report-story", "part-1-report-story"]',
            ),
            '"part-1-report-story" is here 2 times',
        ),
        ("findings", change("part = 3", "part = 4"), "there is no such part"),
        ("findings", change('"2023"', '"2023-02-30"'), "as_of: day is out of range"),
        ("findings", change('"2023"', '"tidlig i 2023"'), "is not a day, month, season or year"),
        ("findings", change("number = 2", "number = 1"), "has this number too"),
        (
            "findings",
            change('state = "preliminary"', 'state = "replaced"'),
            "replaced_by: a replaced finding names its successor",
        ),
        (
            "findings",
            change(
                'state = "preliminary"', 'state = "replaced"\nreplaced_by = "much-exists-already"'
            ),
            'there is no other finding "much-exists-already"',
        ),
        ("findings", change('"confirmed"', '"certain"'), "state: Invalid enum value 'certain'"),
        ("milestones", change('["norsk-industri"', '["nobody"'), 'no organisation "nobody"'),
        (
            "milestones",
            change('"2021-spring"', '"2021-winter"'),
            "is not a day, month, season or year",
        ),
        ("sources", change('url = "https:', 'url = "http:'), "url: this is not an address"),
        ("sources", lambda text: text + _AGAIN, "has this address too"),
        ("figures", change("{value}", "67"), "this must have {value} in it, once"),
        (
            "figures",
            change("value = 92", "value = 920"),
            "value: this must be a number from 0 to 100",
        ),
        ("figures", change('owner = "nho"', 'owner = "who"'), 'there is no organisation "who"'),
        ("figures", change('chart = "engineers"', 'chart = "none"'), 'there is no chart "none"'),
        ("figures", lambda text: text + _UNDRAWN, "charts.empty: there is no figure"),
        (
            "figures",
            change('chart = "engineers"', 'chart = "turnover"'),
            "unit: figures that are drawn together have one unit",
        ),
        ("organisations", without("summary."), "summary: an organisation in a group needs this"),
        ("chain", change("sources = [", 'sources = ["none", '), 'there is no source "none"'),
        ("glossary", change("definition.nb", "definition.de"), "the site has no such language"),
    ],
)
def test_a_knowledge_base_that_contradicts_itself_is_refused(
    settings: Settings, tmp_path: Path, file: str, edit: Edit, complaint: str
) -> None:
    load(settings)
    before = mark(settings)
    content = edited_seed(tmp_path, **{file: edit})
    result = create_app(settings).test_cli_runner().invoke(args=["content", "load", str(content)])
    assert result.exit_code == 1
    assert complaint in result.output
    assert mark(settings) == before


_AGAIN = """
[sources.again]
url = "https://www.norskindustri.no/dette-jobber-vi-med/energi-og-klima/batteriindustrien/battkomp/"
publisher = "Norsk Industri"
language = "nb"
title.nb = "En gang til"
title.en = "Once more"
"""
_UNDRAWN = """
[charts.empty]
title.nb = "Tom"
title.en = "Empty"
subtitle.nb = "Ingenting"
subtitle.en = "Nothing"
"""

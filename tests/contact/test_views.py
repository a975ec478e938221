"""Whom to ask: what is known, and nothing that is not."""

from pathlib import Path

from tests.support.sites import change, edited_seed, settings_in, site
from tests.support.visitor import Visitor, one, words


def test_as_long_as_nobody_is_named_the_page_leads_to_norsk_industri(visitor: Visitor) -> None:
    for address, said in (
        ("/nb/kontakt", "Det er ikke oppgitt noen kontaktperson"),
        ("/en/contact", "No contact person has been named"),
    ):
        main = one(visitor.open(address), "main")
        assert said in words(main)
        assert one(main, "a[rel=external]")["href"] == "https://www.norskindustri.no"
        assert not main.select("a[href^=mailto]")


def test_a_named_person_is_a_change_of_content(tmp_path: Path) -> None:
    content = edited_seed(
        tmp_path,
        contact=change(
            'organisation = "norsk-industri"',
            'organisation = "norsk-industri"\nperson = "per-holdo"\nemail = "post@example.org"',
        ),
    )
    visitor = Visitor(site(settings_in(tmp_path), content))
    main = one(visitor.open("/en/contact"), "main")
    assert "Per Holdø, Norsk Industri" in words(main)
    assert one(main, "a[href^=mailto]")["href"] == "mailto:post@example.org"
    assert "No contact person" not in words(main)

"""Redirects to canonical URLs, from former slugs, and to the language that a browser prefers."""

from pathlib import Path
from urllib.parse import quote, unquote

from tests.support.sites import change, edited_seed, load, settings_in, site
from tests.support.visitor import Visitor, one

REDIRECTS = {
    "/nb": "/nb/",
    "/EN/": "/en/",
    "/nb/styret/": "/nb/styret",
    "/nb/Styret": "/nb/styret",
    "/en/BOARD/": "/en/board",
    "/nb//styret": "/nb/styret",
    "/nb/faser/1-Behovskartlegging/": "/nb/faser/1-behovskartlegging",
    "/no": "/nb/",
    "/no/": "/nb/",
    "/nn/": "/nb/",
    "/no/styret": "/nb/styret",
    "/nn/faser/1-behovskartlegging": "/nb/faser/1-behovskartlegging",
    "/NO/Styret/": "/nb/styret",
    "/EN/Phases/1-Behovskartlegging/?q=1": "/en/phases/1-needs-assessment?q=1",
    "/nb/styret/?q=a%20b": "/nb/styret?q=a%20b",
    "/en/phases/1-behovskartlegging": "/en/phases/1-needs-assessment",
    # Letters: composed or not, in capitals, in another encoding, encoded twice.
    "/nb/s%C3%B8k?q=a": "/nb/sok?q=a",
    "/NB/S%C3%98K": "/nb/sok",
    "/nb/s%25C3%25B8k": "/nb/sok",
    "/nb/milep%C3%A6ler.ics": "/nb/milepaeler.ics",
    "/nb/Endringer.ATOM": "/nb/endringer.atom",
    "/nb/ordli%CC%81ste": "/nb/ordliste",
    "/ROBOTS.txt": "/robots.txt",
    "/sitemap.xml/": "/sitemap.xml",
    # Punctuation beside an address in a text, and invisible characters.
    **{f"/nb/styret{quote(one)}": "/nb/styret" for one in (*".,;:!?)]>»”’'\"", ").", "*", "/).")},
    **{f"/nb/sty{quote(one)}ret": "/nb/styret" for one in "\u00ad\u200b\u200e\u202a\u2060\ufeff"},
    "/nb/%E2%80%8B": "/nb/",
    "/nb/om%E2%80%91nettstedet": "/nb/om-nettstedet",  # a hyphen without a line break
    "/nb/styret%E2%80%8B%20": "/nb/styret",
    "/nb/milepaeler.ics.": "/nb/milepaeler.ics",
    # Names of files, languages with a region, and words of the other language.
    "/nb/styret/index.html": "/nb/styret",
    "/nb/styret.html": "/nb/styret",
    "/en/index.htm": "/en/",
    "/nb/faser/1-behovskartlegging.html": "/nb/faser/1-behovskartlegging",
    "/nb-NO/": "/nb/",
    "/nb_NO": "/nb/",
    "/en-GB/board?a=b": "/en/board?a=b",
    "/EN-us/Phases/1-needs-assessment/": "/en/phases/1-needs-assessment",
    "/nn-NO/s%C3%B8k": "/nb/sok",
    "/en/styret": "/en/board",
    "/nb/phases/1-needs-assessment": "/nb/faser/1-behovskartlegging",
    "/en/milepaeler.ics": "/en/milestones.ics",
    "/nb/data/findings.csv": "/nb/data/funn.csv",
    "/fragment/nb/Styret)": "/fragment/nb/styret",
}


def test_other_spellings_redirect_once_and_permanently(visitor: Visitor) -> None:
    answers = {address: visitor.ask(address) for address in REDIRECTS}
    found = {address: answer.headers.get("Location") for address, answer in answers.items()}
    assert found == REDIRECTS
    for answer in answers.values():
        assert (answer.status_code, answer.headers["Cache-Control"]) == (301, "no-cache")


def test_doubled_slashes_and_other_encodings_stay_on_the_site(visitor: Visitor) -> None:
    paths = {"//nb//styret": "/nb/styret", "///nb/styret/": "/nb/styret", "/nb/s\xf8k": "/nb/sok"}
    for path, target in paths.items():  # the last is in Latin-1
        answer = visitor.client.get("/", environ_overrides={"PATH_INFO": path})
        assert (answer.status_code, answer.headers["Location"]) == (301, target)


def test_no_redirect_leads_to_another_redirect_or_to_another_site(visitor: Visitor) -> None:
    targets = set(REDIRECTS.values())
    assert [target for target in targets if visitor.ask(target).status_code != 200] == []
    for path in ("/index.html", "/index.php", "//", "/%E2%80%8B", "/."):
        answer = visitor.client.get("/", environ_overrides={"PATH_INFO": unquote(path, "latin-1")})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/nb/"), path
    for path in ("//evil.example/nb/", "/\\evil.example", "/no//evil.example", "//evil.example/.."):
        answer = visitor.client.get("/", environ_overrides={"PATH_INFO": path})
        assert (answer.status_code, answer.headers.get("Location")) == (404, None), path


def test_unknown_addresses_are_not_found(visitor: Visitor) -> None:
    unknown = (
        *("/nb/faser/Nei", "/nb/nei", "/nb/Nei/", "/x", "/en/phases/1-other", "/nb/nei."),
        *("/no/finnes-ikke", "/no/a%0d%0aSet-Cookie:x", "/nb-NO/nei", "/no-such-page"),
        *("/xx-YY/board", "/nb/en/", "/nb/nb/styret", "/nb/styret/x", "/nb/faser/2-nei.html"),
        "/nb/nei.html",
    )
    assert [one for one in unknown if visitor.ask(one).status_code != 404] == []


def test_a_former_slug_redirects_in_its_language_and_can_be_restored(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    visitor = Visitor(site(settings))
    for number, slug in enumerate(["1-skills-needs", "1-needs"]):
        edit = change('"1-needs-assessment"', f'"{slug}"')
        load(settings, edited_seed(tmp_path / str(number), phases=edit))
    for old in ("1-needs-assessment", "1-skills-needs"):
        answer = visitor.ask(f"/en/phases/{old}")
        assert (answer.status_code, answer.headers["Location"]) == (301, "/en/phases/1-needs")
    assert visitor.ask("/en/phases/1-needs").status_code == 200
    assert visitor.ask("/nb/faser/1-behovskartlegging").status_code == 200
    load(settings)
    assert visitor.ask("/en/phases/1-needs-assessment").status_code == 200
    assert visitor.ask("/en/phases/1-needs").headers["Location"] == "/en/phases/1-needs-assessment"


# By the page that `/` redirects to.
PREFERENCES = {
    "/nb/": (
        *(None, "", "nb", "no", "nn", "nb-NO", "NB-no", "*", "sv", "da-DK,en;q=0.7"),
        *("no-NO,no;q=0.9,en;q=0.8", "nn-NO,nn;q=0.9,en;q=0.5", "en;q=0", ";;;q=,=,é\x01"),
        *("nb_NO.UTF-8", "de,nb;q=0.2", "fi,sv;q=0.1", "*;q=0.1", "fi;q=0", "de,en;q=0", "en;q=x"),
        *("nb," * 3400, "x" * 10_000),
    ),
    "/en/": (
        *("en", "en-GB,en;q=0.9", "en-US,nb;q=0.2", "de,en;q=0.5", "nb;q=0,en;q=0.1"),
        *("nb;q=0.3,en;q=0.4", "en_US", "EN_us", "de", "de-DE,de;q=0.9", "fi", "pl", "de,*;q=0.5"),
        *("zh-Hant-TW", "fr_FR.UTF-8", "nb;q=0", "nb;q=0,*", "nb;q=0,de"),
    ),
}


def test_the_root_redirects_to_the_preferred_language(visitor: Visitor) -> None:
    for home, headers in PREFERENCES.items():
        for header in headers:
            answer = visitor.ask("/", **({} if header is None else {"Accept_Language": header}))
            assert (answer.status_code, answer.headers["Location"]) == (302, home), header
            assert answer.headers["Vary"] == "Accept-Language"
            assert answer.headers["Cache-Control"] == "private, no-store"
            assert "Set-Cookie" not in answer.headers


def test_an_unknown_language_is_an_error_page_in_the_preferred_one(visitor: Visitor) -> None:
    for header, language in (("nb", "nb"), ("en", "en"), ("de", "en")):
        for address in ("/fr/", "/fr/board", "/zz", "/%F0%9F%94%8B"):
            answer = visitor.ask(address, Accept_Language=header)
            assert (answer.status_code, answer.headers["Content-Language"]) == (404, language)


def test_an_unmatched_reader_gets_the_page_that_search_engines_name_for_them(
    visitor: Visitor,
) -> None:
    home = visitor.ask("/", Accept_Language="fi").headers["Location"]
    for address in ("/nb/", "/en/"):
        default = one(visitor.open(address), "link[hreflang='x-default']")
        assert default["href"] == f"http://localhost{home}"

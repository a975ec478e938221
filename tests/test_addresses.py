"""Email addresses: their form, their ASCII form, and when two are the same."""

from battkomp import addresses

GOOD = (
    "ola@example.org",
    "OLA.Nordmann+kontakt@sub.example.co",
    "o'hara@example.org",
    "a@b.no",
    "blåbær@example.org",
    "ola@blåbærsyltetøy.no",
    "ola@xn--blbrsyltety-y8ao3x.no",
    "用户@例子.广告",
    "ola@例子。中国",
    "ola@نامه\u200cای.com",
    "!#$%&'*+-/=?^_`{|}~@example.org",
    "🔋@example.org",
    "ola@intern.local",
    f"{'a' * 64}@example.org",
    f"ola@{'a' * 63}.no",
    f"ola@{'.'.join(['abcdefghi'] * 24)}.no",
)
FORBIDDEN = ' \u00a0\n\x00\x7f"(),:;<>@[]\\\u2028\u202e\ufeff\ufffd\ud800'
LOCAL_PARTS = ("", ".ola", "ola.", "ola..n", "a" * 65, "å" * 33, "a" * 100_000)
DOMAINS = (
    *("", "example", "localhost", "127.0.0.1", "[127.0.0.1]", "example..org", ".example.org"),
    *("example.org.", "-example.org", "example-.org", "exa_mple.org", "exam ple.org"),
    *("ex\ufffdmple.org", "na\u200cme.org", "\ud800.org", "example.org\n", "example.org\x00"),
    *("example.org\r\nBcc: kari@example.org", f"{'a' * 64}.no", "å" * 100_000),
    ".".join(["abcdefghi"] * 25) + ".no",
)
BAD = (
    "",
    "ola",
    "Ola <ola@example.org>",
    "<ola@example.org>",
    "ola@example.org, kari@example.org",
    "ola@example.org;kari@example.org",
    "mailto:ola@example.org",
    "ola\nBcc: kari@example.org",
    *(f"ola{letter}n@example.org" for letter in FORBIDDEN),
    *(f"{local}@example.org" for local in LOCAL_PARTS),
    *(f"ola@{domain}" for domain in DOMAINS),
)


def test_addresses_in_any_alphabet_are_accepted_and_nothing_else() -> None:
    assert [text for text in GOOD if not addresses.is_address(text)] == []
    assert [ascii(text)[:40] for text in BAD if addresses.is_address(text)] == []


# Pasted texts with one address, and those with none or several, by the character to remove.
PASTED = (
    *("\u200bola@ntnu.no\u00a0", "\ufeffola@ntnu.no\n", "\u202aola@ntnu.no\u202c"),
    *("\u2067ola@ntnu.no", "o\u200bla@nt\u00adnu.no", "o\u200dla@ntnu.no"),
    *("\u200eola@ntnu.no\u200f", "ola\uff20ntnu.no", " ola @ ntnu.no ", "ola@ntnu.no."),
    *("mailto:ola@ntnu.no", "MAILTO:ola@ntnu.no?subject=x", "Ola <ola@ntnu.no>", "<ola@ntnu.no>"),
    *('"Nordmann, Ola" <ola@ntnu.no>', "Ola <mailto:ola@ntnu.no>"),
    *("(ola@ntnu.no)", "«ola@ntnu.no»", "ola@ntnu.no;"),
)
UNCLEAR = {
    "ola nordmann@ntnu.no": " ",
    "ola\u00a0nordmann@ntnu.no": "\u00a0",
    "ola@nt nu.no": " ",
    "ola(jobb)@ntnu.no": "(",
    "e-post: ola@ntnu.no": ":",
    "ola@ntnu.no, kari@ntnu.no": "@",
    "ola@ntnu.no <kari@ntnu.no>": "@",
    "ola@ntnu.no%0aBcc:x": "%",
    "ola@ntnu.no\r\nBcc: kari@ntnu.no": "@",
    "x\r\nBcc: y <ola@ntnu.no>": ":",
    "ola..n@ntnu.no": None,
    "ola": None,
}


def test_a_pasted_address_is_cleaned_if_it_is_clear_or_the_fault_is_named() -> None:
    assert {addresses.cleaned(text) for text in PASTED} == {"ola@ntnu.no"}
    assert [text for text in GOOD if addresses.cleaned(text) != text] == []
    kept = {addresses.cleaned(text): addresses.unfit(text) for text in UNCLEAR}
    assert kept == UNCLEAR
    assert not any(map(addresses.is_address, UNCLEAR))


def test_domains_are_encoded_by_idna_2008() -> None:
    expected = {
        "Ola@Example.org": "Ola@example.org",
        "blåbær@blåbær.no": "blåbær@xn--blbr-roah.no",
        "ola@faß.de": "ola@xn--fa-hia.de",
        "ola@fass.de": "ola@fass.de",
        "ola@βόλος.gr": "ola@xn--nxasmm1c.gr",
        "ola@نامه\u200cای.com": "ola@xn--mgba3gch31f060k.com",
    }
    assert {one: addresses.with_ascii_domain(one) for one in expected} == expected


SAME = (
    ("Ola@Example.ORG", " ola@example.org\n"),
    ("ÅSE@example.org", "åse@example.org"),
    ("a\u030ase@example.org", "åse@example.org"),
    ("ola@BLÅBÆR.no", "ola@xn--blbr-roah.no"),
    ("ola@faß.de", "OLA@xn--fa-hia.DE"),
    ("\u200bola@ntnu.no\u00a0", "ola@ntnu.no"),
    ("no address at all", "No Address at all"),
    ("ola@..", "OLA@.."),
)
DIFFERENT = (
    ("ola@example.org", "ola@example.com"),
    ("ase@example.org", "åse@example.org"),
    ("ola@faß.de", "ola@fass.de"),
    ("groß@example.org", "gross@example.org"),
    ("ola@βόλος.gr", "ola@βόλοσ.gr"),
)


def test_only_the_same_address_in_another_form_is_the_same() -> None:
    same = [
        (one, other)
        for one, other in (*SAME, *DIFFERENT)
        if addresses.comparable(one) == addresses.comparable(other)
    ]
    assert same == [*SAME]

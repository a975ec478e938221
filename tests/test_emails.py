"""Email addresses: their form, their ASCII form, and when two are the same."""

from __future__ import annotations

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
BAD = (
    "",
    "@",
    "ola",
    "ola@",
    "@example.org",
    "ola@example",
    "ola@localhost",
    "ola@127.0.0.1",
    "ola@[127.0.0.1]",
    "ola@example..org",
    "ola@.example.org",
    "ola@example.org.",
    "ola@-example.org",
    "ola@example-.org",
    "ola@exa_mple.org",
    "ola@exam ple.org",
    ".ola@example.org",
    "ola.@example.org",
    "ola..n@example.org",
    "ola n@example.org",
    "ola\u00a0n@example.org",
    "ola@kari@example.org",
    '"ola n"@example.org',
    "Ola <ola@example.org>",
    "<ola@example.org>",
    "ola@example.org, kari@example.org",
    "ola@example.org;kari@example.org",
    "ola,kari@example.org",
    "mailto:ola@example.org",
    "ola(n)@example.org",
    "ola\\n@example.org",
    "ola@example.org\n",
    "ola@example.org\r\nBcc: kari@example.org",
    "ola\nBcc: kari@example.org",
    "ola@example.org\x00",
    "ola\x7f@example.org",
    "ola\u2028@example.org",
    "ola\u202e@example.org",
    "ola\ufeff@example.org",
    "ola\ufffd@example.org",
    "ola@ex\ufffdmple.org",
    "ola@na\u200cme.org",
    "ola\ud800@example.org",
    "ola@\ud800.org",
    f"{'a' * 65}@example.org",
    f"{'å' * 33}@example.org",
    f"ola@{'a' * 64}.no",
    f"ola@{'.'.join(['abcdefghi'] * 25)}.no",
    "a" * 100_000 + "@example.org",
    "ola@" + "å" * 100_000,
)


def test_addresses_in_any_alphabet_are_accepted() -> None:
    assert [text for text in GOOD if not addresses.is_address(text)] == []


def test_anything_else_is_refused() -> None:
    assert [ascii(text)[:40] for text in BAD if addresses.is_address(text)] == []


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


def test_the_same_address_is_recognised_in_any_form() -> None:
    pairs = (
        ("Ola@Example.ORG", " ola@example.org\n"),
        ("ÅSE@example.org", "åse@example.org"),
        ("a\u030ase@example.org", "åse@example.org"),
        ("ola@BLÅBÆR.no", "ola@xn--blbr-roah.no"),
        ("ola@faß.de", "OLA@xn--fa-hia.DE"),
        ("no address at all", "No Address at all"),
        ("ola@..", "OLA@.."),
    )
    faults = [pair for pair in pairs if len({addresses.comparable(one) for one in pair}) != 1]
    assert faults == []


def test_other_addresses_are_different() -> None:
    pairs = (
        ("ola@example.org", "ola@example.com"),
        ("ase@example.org", "åse@example.org"),
        ("ola@faß.de", "ola@fass.de"),
        ("groß@example.org", "gross@example.org"),
        ("ola@βόλος.gr", "ola@βόλοσ.gr"),
    )
    faults = [pair for pair in pairs if len({addresses.comparable(one) for one in pair}) != 2]
    assert faults == []

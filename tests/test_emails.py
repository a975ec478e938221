"""What is an e-mail address, and what is none."""

from __future__ import annotations

import pytest

from battkomp import emails

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
    "!#$%&'*+-/=?^_`{|}~@example.org",
    "🔋@example.org",
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
    "ola\ud800@example.org",
    f"{'a' * 65}@example.org",
    f"{'å' * 33}@example.org",
    f"ola@{'a' * 64}.no",
    f"ola@{'.'.join(['abcdefghi'] * 25)}.no",
    "a" * 100_000 + "@example.org",
    "ola@" + "å" * 100_000,
)


@pytest.mark.parametrize("text", GOOD)
def test_an_address_is_taken_as_people_have_it(text: str) -> None:
    assert emails.is_address(text)


@pytest.mark.parametrize("text", BAD, ids=lambda text: ascii(text)[:40])
def test_what_is_no_address_is_refused(text: str) -> None:
    assert not emails.is_address(text)


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("ola@Example.org", "ola@Example.org"),
        ("ola@blåbær.no", "ola@xn--blbr-roah.no"),
        ("blåbær@blåbær.no", "blåbær@xn--blbr-roah.no"),
    ],
)
def test_the_domain_of_an_address_has_a_form_for_the_network(address: str, written: str) -> None:
    assert emails.with_ascii_domain(address) == written


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ola@Example.ORG", " ola@example.org\n"),
        ("ÅSE@example.org", "åse@example.org"),
        ("a\u030ase@example.org", "åse@example.org"),
        ("ola@BLÅBÆR.no", "ola@xn--blbr-roah.no"),
        ("no address at all", "No Address at all"),
        ("ola@..", "OLA@.."),
    ],
)
def test_an_address_is_known_again_however_it_is_written(one: str, other: str) -> None:
    assert emails.comparable(one) == emails.comparable(other)


def test_other_addresses_are_not_the_same() -> None:
    assert emails.comparable("ola@example.org") != emails.comparable("ola@example.com")
    assert emails.comparable("ase@example.org") != emails.comparable("åse@example.org")

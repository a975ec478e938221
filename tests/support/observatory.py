"""What Mozilla's HTTP Observatory would give an answer, without asking it.

The rules are those published at https://developer.mozilla.org/en-US/observatory/docs/tests_and_scoring,
and, where that page is silent, those of the tool itself, https://github.com/mdn/mdn-http-observatory
(version 1.5, algorithm 5), told in our own words. Outcomes have the names that they have there.

Not judged: `<meta http-equiv>`, as the site has none, and the redirection from http to https,
which is the business of whoever ends TLS. Several policies in one answer count as their strictest.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from werkzeug.datastructures import Headers

from battkomp.settings import ROOT

MODIFIERS: dict[str, int] = tomllib.loads(
    (ROOT / "tests/fixtures/observatory.toml").read_text("utf-8")
)
_ENOUGH_FOR_CREDIT = 90
_SIX_MONTHS = 15_552_000  # seconds; a little less than that, as the tool has it

_BROAD = {"ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*"}
_INLINE = {"'unsafe-inline'", "data:"}
_NONCE_OR_HASH = ("'sha256-", "'sha384-", "'sha512-", "'nonce-")
_PASSIVE = ("img-src", "media-src")

Policy = dict[str, set[str]]


@dataclass(frozen=True)
class Answer:
    """An answer over TLS, to a request from the page of another origin.

    :param origin: that other origin.
    """

    host: str
    headers: Headers
    body: str = ""
    origin: str = "https://elsewhere.example"

    def first(self, name: str) -> str:
        """Return the value of a header, in lower case, or nothing."""
        return self.headers.get(name, "").strip().lower()


def score(answer: Answer) -> int:
    """Return the score of an answer: 100, less what is wrong; and, if that is enough, more."""
    modifiers = [MODIFIERS[outcome] for outcome in outcomes(answer)]
    base = 100 + sum(modifier for modifier in modifiers if modifier < 0)
    credit = sum(modifier for modifier in modifiers if modifier > 0)
    return max(base + credit if base >= _ENOUGH_FOR_CREDIT else base, 0)


def outcomes(answer: Answer) -> list[str]:
    """Return what each of the tests finds."""
    return [
        _content_security(answer),
        _cookies(answer),
        _sharing(answer),
        _referrer(answer),
        _transport(answer),
        _integrity(answer),
        _content_type(answer),
        _frames(answer),
        _resource_policy(answer),
    ]


def _content_security(answer: Answer) -> str:
    values = answer.headers.getlist("Content-Security-Policy")
    if not values:
        return "csp-not-implemented"
    found = [f"csp-{_judged(_policy(value))}" for value in values]
    return max(found, key=lambda outcome: MODIFIERS[outcome])


def _policy(value: str) -> Policy | None:
    """Return the sources of each directive, or None for what is no policy."""
    policy: Policy = {}
    for directive in filter(None, (part.strip().lower() for part in value.split(";"))):
        name, *sources = directive.split()
        if name in policy:
            return None
        policy[name] = set(sources) or {"'none'"}
    return policy or None


def _judged(policy: Policy | None) -> str:
    if policy is None:
        return "header-invalid"
    default = policy.get("default-src", {"*"})
    script, style = (
        _without_inline(policy.get(f"{one}-src", default)) for one in ("script", "style")
    )
    passive = set().union(
        *(policy.get(name, policy.get("default-src", set())) for name in _PASSIVE)
    )
    others = (sources for name, sources in policy.items() if name not in (*_PASSIVE, "script-src"))
    if "'strict-dynamic'" in script and not _has_nonce(script):
        return "header-invalid"
    if script & (_BROAD | _INLINE) or policy.get("object-src", default) & _BROAD:
        return "implemented-with-unsafe-inline"
    if _is_plain(script.union(*others)):
        return "implemented-with-insecure-scheme"
    if "'unsafe-eval'" in script | style:
        return "implemented-with-unsafe-eval"
    if _is_plain(passive):
        return "implemented-with-insecure-scheme-in-passive-content-only"
    if style & (_BROAD | _INLINE):
        return "implemented-with-unsafe-inline-in-style-src-only"
    return "implemented-with-no-unsafe" + ("-default-src-none" if default == {"'none'"} else "")


def _has_nonce(sources: set[str]) -> bool:
    return any(source.startswith(_NONCE_OR_HASH) for source in sources)


def _without_inline(sources: set[str]) -> set[str]:
    """Return sources as browsers take them: beside a nonce or hash, 'unsafe-inline' is nothing."""
    return sources - {"'unsafe-inline'"} if _has_nonce(sources) else sources


def _is_plain(sources: set[str]) -> bool:
    return any(source.startswith(("http:", "ftp:")) for source in sources)


def _cookies(answer: Answer) -> str:
    cookies = [_attributes(value) for value in answer.headers.getlist("Set-Cookie")]
    if not cookies:
        return "cookies-not-found"
    is_protected = MODIFIERS[_transport(answer)] == 0
    faults = [fault for one in cookies for fault in _faults(one, is_protected)]
    if faults:
        return min((f"cookies-{fault}" for fault in faults), key=lambda one: MODIFIERS[one])
    has_all = all("samesite" in one for one in cookies)
    return "cookies-secure-with-httponly-sessions" + ("-and-samesite" if has_all else "")


def _attributes(value: str) -> dict[str, str]:
    """Return the attributes of a cookie, and its name as that of an attribute with no name."""
    pairs = [part.strip().lower().partition("=") for part in value.split(";")]
    return {"": pairs[0][0]} | {name: said for name, _, said in pairs[1:]}


def _faults(cookie: dict[str, str], is_protected: bool) -> list[str]:
    name = cookie[""]
    is_session, is_token = "login" in name or "sess" in name, "csrf" in name
    is_secure, same_site = "secure" in cookie, cookie.get("samesite")
    tail = "-but-protected-by-hsts" if is_protected else ""
    is_invalid = same_site is not None and same_site not in ("lax", "strict", "none")
    found = {
        "samesite-flag-invalid": is_invalid or (same_site == "none" and not is_secure),
        f"without-secure-flag{tail}": not is_secure,
        "anticsrf-without-samesite-flag": is_token and not same_site,
        f"session-without-secure-flag{tail}": is_session and not is_secure,
        "session-without-httponly-flag": is_session and "httponly" not in cookie,
    }
    return [fault for fault, is_there in found.items() if is_there]


def _sharing(answer: Answer) -> str:
    allowed = answer.first("Access-Control-Allow-Origin")
    with_credentials = answer.first("Access-Control-Allow-Credentials") == "true"
    if not allowed:
        return "cross-origin-resource-sharing-not-implemented"
    access = "public" if allowed == "*" else "restricted"
    if allowed == answer.origin and with_credentials:
        access = "universal"
    return f"cross-origin-resource-sharing-implemented-with-{access}-access"


def _referrer(answer: Answer) -> str:
    if not answer.headers.getlist("Referrer-Policy"):
        return "referrer-policy-not-implemented"
    private = ("no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin")
    unsafe = ("origin", "origin-when-cross-origin", "unsafe-url", "no-referrer-when-downgrade")
    said = ",".join(answer.headers.getlist("Referrer-Policy")).lower().split(",")
    known = [one.strip() for one in said if one.strip() in private + unsafe]
    if not known:
        return "referrer-policy-header-invalid"
    return "referrer-policy-" + ("private" if known[-1] in private else "unsafe")


def _transport(answer: Answer) -> str:
    value = answer.first("Strict-Transport-Security")
    if not value:
        return "hsts-not-implemented"
    ages = [part.strip()[8:] for part in value.split(";") if part.strip().startswith("max-age=")]
    if "," in value or not ages or not ages[-1].isdecimal():
        return "hsts-header-invalid"
    length = "at-least" if int(ages[-1]) >= _SIX_MONTHS else "less-than"
    return f"hsts-implemented-max-age-{length}-six-months"


def _integrity(answer: Answer) -> str:
    if answer.first("Content-Type").partition(";")[0] not in ("text/html", "application/xhtml+xml"):
        return "sri-not-implemented-response-not-html"
    scripts = BeautifulSoup(answer.body, "html.parser").select("script")
    if not scripts:
        return "sri-not-implemented-but-no-scripts-loaded"
    sourced = [script for script in scripts if script.get("src")]
    foreign = [script for script in sourced if not _is_own(script, answer.host)]
    faults = [fault for script in foreign if (fault := _fault_of(script))]
    if faults:
        return min(faults, key=lambda fault: MODIFIERS[fault])
    if any(script.get("integrity") for script in sourced if script not in foreign):
        return "sri-implemented-and-all-scripts-loaded-securely"
    if foreign:
        return "sri-implemented-and-external-scripts-loaded-securely"
    return "sri-not-implemented-but-all-scripts-loaded-from-secure-origin"


def _is_own(script: Tag, host: str) -> bool:
    parts = urlsplit(str(script["src"]))
    return not parts.netloc or (parts.scheme != "" and parts.hostname == host)


def _fault_of(script: Tag) -> str | None:
    """Return what is wrong with a script from elsewhere."""
    is_secure = str(script["src"]).startswith("https://")
    if not is_secure:
        how = "implemented-but" if script.get("integrity") else "not-implemented-and"
        return f"sri-{how}-external-scripts-not-loaded-securely"
    if not script.get("integrity"):
        return "sri-not-implemented-but-external-scripts-loaded-securely"
    return None


def _content_type(answer: Answer) -> str:
    value = answer.first("X-Content-Type-Options")
    ends = {"": "not-implemented", "nosniff": "nosniff"}
    return f"x-content-type-options-{ends.get(value, 'header-invalid')}"


def _frames(answer: Answer) -> str:
    policies = map(_policy, answer.headers.getlist("Content-Security-Policy"))
    if any(policy and "frame-ancestors" in policy for policy in policies):
        return "x-frame-options-implemented-via-csp"
    value = answer.first("X-Frame-Options")
    if value.startswith("allow-from"):
        return "x-frame-options-allow-from-origin"
    ends = {"": "not-implemented", "deny": "sameorigin-or-deny", "sameorigin": "sameorigin-or-deny"}
    return f"x-frame-options-{ends.get(value, 'header-invalid')}"


def _resource_policy(answer: Answer) -> str:
    value = answer.first("Cross-Origin-Resource-Policy")
    if not value:
        return "cross-origin-resource-policy-not-implemented"
    if value not in ("same-origin", "same-site", "cross-origin"):
        return "cross-origin-resource-policy-header-invalid"
    return f"cross-origin-resource-policy-implemented-with-{value}"

"""Crawl the site in this process, and print each answer as JSON: `python -m tests.support.crawl`.

The tests run it in a copy of the checkout that they have changed.
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any

from battkomp import create_app
from battkomp.settings import Settings, from_environment

_LINK = re.compile(r'(?:href|src|data-hx-get)="(/[^"#]*)')


def crawl(settings: Settings, starts: list[str]) -> dict[str, dict[str, Any]]:
    """Return the answers to some addresses, and to all that their pages link to."""
    client = create_app(settings).test_client()
    answers: dict[str, dict[str, Any]] = {}
    ahead = [*starts]
    while ahead:
        address = ahead.pop()
        if address in answers:
            continue
        answer = client.get(address)
        mimetype = answer.mimetype or ""
        text = "" if address.startswith("/static/") else answer.text
        answers[address] = {"status": answer.status_code, "type": mimetype, "text": text}
        if mimetype == "text/html":
            ahead += (link.replace("&amp;", "&") for link in _LINK.findall(text))
    return answers


if __name__ == "__main__":
    print(json.dumps(crawl(from_environment({"BATTKOMP_DATABASE": sys.argv[1]}), sys.argv[2:])))  # noqa: T201  # the tests read it

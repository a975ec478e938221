"""Check pages with the Nu HTML checker, HTML CodeSniffer (which pa11y runs) and Lighthouse.

`make audit` shows Lighthouse one page of each kind, and `make audit-full` every page.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import sync_playwright

from battkomp.settings import ROOT
from tests.support.browser import launch_options
from tests.support.pages import EVERY_PAGE, KINDS_OF_PAGES
from tests.support.servers import serving_the_seed

TOOLS = ROOT / "tests" / "tools" / "node_modules"
ERRORS = ("/nb/finnes-ikke", "/en/not-there")
ATTEMPTS = 3
PAUSE = 30  # seconds between them, in which a busy machine may become quieter
SNIFF = """() => new Promise((done) => HTMLCS.process('WCAG2AA', document, () =>
  done(HTMLCS.getMessages().filter((one) => one.type === HTMLCS.ERROR)
    .map((one) => `${one.code}: ${one.msg}`))))"""
LEAST = {"performance": 0.99, "accessibility": 1, "best-practices": 1, "seo": 1}


def html_faults(server: str, folder: Path) -> Iterator[str]:
    """Yield the errors that the Nu HTML checker finds on every page."""
    for address in (*EVERY_PAGE, *ERRORS):
        name = address.strip("/").replace("/", "_") + ".html"
        (folder / name).write_bytes(httpx.get(server + address).content)
    jar = str(TOOLS / "vnu-jar" / "build" / "dist" / "vnu.jar")
    command = ["java", "-jar", jar, "--format", "json", "--exit-zero-always", str(folder)]
    result = subprocess.run(command, capture_output=True, check=True, text=True)
    for message in json.loads(result.stderr)["messages"]:
        if message["type"] == "error":
            page = Path(message["url"]).name
            yield f"{page}:{message.get('lastLine')}: {message['message']}"


def codesniffer_faults(server: str) -> Iterator[str]:
    """Yield the errors against WCAG 2, level AA, that HTML CodeSniffer finds."""
    script = (TOOLS / "html_codesniffer" / "build" / "HTMLCS.js").read_text("utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        page = browser.new_page()
        for address in (*EVERY_PAGE, *ERRORS):
            page.goto(server + address)
            page.evaluate(script)
            yield from (f"{address}: {fault}" for fault in page.evaluate(SNIFF))
        browser.close()


def lighthouse(url: str) -> dict[str, Any]:
    """Return Lighthouse's report on a page, as seen on a phone."""
    options = launch_options()
    command = [str(TOOLS / ".bin" / "lighthouse"), url, "--quiet", "--output=json"]
    command += [f"--only-categories={','.join(LEAST)}"]
    command += [f"--chrome-flags=--headless=new {' '.join(options['args'])}"]
    environment = os.environ | {"CHROME_PATH": str(options["executable_path"])}
    result = subprocess.run(command, capture_output=True, check=True, text=True, env=environment)
    report: dict[str, Any] = json.loads(result.stdout)
    return report


def shortcomings(report: dict[str, Any]) -> list[str]:
    """Return each score of a report that is below `LEAST`, and any layout shift."""
    found = []
    for name, least in LEAST.items():
        category = report["categories"][name]
        if category["score"] < least:
            audits = [one["id"] for one in category["auditRefs"]]
            bad = [one for one in audits if (report["audits"][one]["score"] or 0) < 1]
            found.append(f"{name} {category['score']}: {', '.join(bad)}")
    shift = report["audits"]["cumulative-layout-shift"]["numericValue"]
    return [*found, f"the layout shifts by {shift}"] if shift else found


def lighthouse_faults(server: str, addresses: Sequence[str]) -> Iterator[str]:
    """Yield the shortcomings that Lighthouse finds in each of three attempts.

    On a busy machine any page seems slow, and sometimes Lighthouse itself fails.
    """
    for address in addresses:
        found = ["Lighthouse could not judge it"]
        for attempt in range(ATTEMPTS):
            time.sleep(PAUSE if attempt else 0)
            try:
                found = shortcomings(lighthouse(server + address))
            except subprocess.CalledProcessError:
                continue
            if not found:
                break
        print(address, found or "no shortcomings", flush=True)  # noqa: T201  # output of the command
        yield from (f"{address}: {one}" for one in found)


def main() -> None:
    """Run all three, and fail if any of them finds a fault."""
    addresses = EVERY_PAGE if "--all" in sys.argv else KINDS_OF_PAGES
    with tempfile.TemporaryDirectory() as scratch:
        pages = Path(scratch) / "pages"
        pages.mkdir()
        with serving_the_seed("wsgi:app", Path(scratch)) as server:
            faults = [*html_faults(server, pages), *codesniffer_faults(server)]
            faults += lighthouse_faults(server, addresses)
    if faults:
        sys.exit("\n".join(faults))
    print("No faults found.")  # noqa: T201  # output of the command


if __name__ == "__main__":
    main()

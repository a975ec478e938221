"""Plant errors into the content, and write the share that the checks find: `make agreement`.

`--missed KIND` lists the errors of a kind that no check found instead, and `--flagged` the
disagreements in the content as it is.
"""
# ruff: noqa: T201  # output of the command

import argparse
from time import perf_counter

from battkomp.content.agreement.checks import Severity, not_accepted
from tests.tools.agreement.plants import HARMLESS
from tests.tools.agreement.rates import Content, flagged, rates
from tests.tools.agreement.report import DOCUMENT, Report, missed, seed


def main() -> None:
    """Do what the options say."""
    parser = argparse.ArgumentParser(prog="agreement", description=__doc__)
    parser.add_argument("--missed", metavar="KIND")
    parser.add_argument("--flagged", action="store_true")
    options = parser.parse_args()
    content = seed()
    if options.missed:
        print(*missed(Report.of(content).rate(options.missed)), sep="\n")
    elif options.flagged:
        show_flagged(content)
    else:
        write(content)


def show_flagged(content: Content) -> None:
    """Print the disagreements in the content, and after edits of typography."""
    for severity in Severity:
        for one in flagged(content, severity):
            print(one)
    for rate in rates(content, HARMLESS):
        print(rate.kind, dict(rate.checks))


def write(content: Content) -> None:
    """Print and write the tables, and print the time that checking all texts takes."""
    text = Report.of(content).document()
    DOCUMENT.write_text(text, "utf-8")
    print(text)
    start = perf_counter()
    count = len(list(not_accepted(content.document, content.languages)))
    print(f"All texts were checked in {perf_counter() - start:.2f} s ({count} disagreements).")


main()

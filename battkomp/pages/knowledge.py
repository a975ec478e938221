"""The pages with results and background that only list entries."""

from typing import Any

from battkomp.data.datasets import dataset
from battkomp.web.context import content
from battkomp.web.formats import alphabetical
from battkomp.web.labels import HEADINGS
from battkomp.web.text_links import GlossaryLinks, unique_sources


def chain() -> dict[str, Any]:
    """Return the steps from raw material to recycling, with the organisations at each."""
    steps = content().steps
    named = [organisation for step in steps for organisation in step.organisations]
    return {
        "steps": steps,
        "since": content().since_of(named),
        "references": unique_sources(steps),
        "glossed": GlossaryLinks(content().term_forms),
        "dataset": dataset("chain"),
    }


def organisations() -> dict[str, Any]:
    """Return the organisations by group: the partners in their own order, others by name."""
    groups = {
        name: [one for one in content().organisations if one.group == name]
        for name in HEADINGS["category"]
    }
    groups |= {
        name: alphabetical(members, "name") for name, members in groups.items() if name != "partner"
    }
    return {
        "groups": {name: members for name, members in groups.items() if members},
        "since_of": content().since_of,
        "references": unique_sources(*groups.values()),
        "glossed": GlossaryLinks(content().term_forms),
        "dataset": dataset("organisations"),
    }


def glossary() -> dict[str, Any]:
    """Return the terms with their definitions, and their translations."""
    found = content()
    terms = alphabetical(found.terms, "term")
    return {
        "terms": terms,
        "translations": lambda term: found.translations(term, "term"),
        "references": unique_sources(terms),
        "dataset": dataset("glossary"),
    }


def sources() -> dict[str, Any]:
    """Return all sources."""
    return {"sources": content().sources, "dataset": dataset("sources")}

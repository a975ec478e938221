"""Forms as a browser without JavaScript sends them."""

from bs4 import Tag

from tests.support.visitor import Page, one


def fields_of(page: Page, selector: str = "form.entry") -> dict[str, list[str]]:
    """Return the values of a form by name, without its buttons."""
    found: dict[str, list[str]] = {}
    for field in one(page, selector).select("input[name], textarea[name], select[name]"):
        if field.get("type") in ("checkbox", "radio") and not field.has_attr("checked"):
            continue
        found.setdefault(str(field["name"]), []).append(_value(field))
    return found


def _value(field: Tag) -> str:
    if field.name == "textarea":
        return field.get_text().removeprefix("\n").replace("\n", "\r\n")
    if field.name == "select":
        chosen = field.select_one("option[selected]") or field.select_one("option")
        return str(chosen.get("value", chosen.get_text())) if chosen else ""
    return str(field.get("value", ""))

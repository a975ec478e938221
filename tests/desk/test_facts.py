"""Facts in forms and in words."""

import msgspec
import pytest
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict

from battkomp.content.entry import word_fields
from battkomp.content.files import ORDER, SECTIONS
from battkomp.content.model import FindingState, Place
from battkomp.desk import facts
from battkomp.desk.facts import facts_of
from tests.support.desks import Office, office_in


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A desk with the seed, for all tests here, as none changes it."""
    return office_in(tmp_path_factory.mktemp("desk"))


def _day(day: str, month: str, year: str, field: str = "on") -> dict[str, str]:
    return {f"{field}-day": day, f"{field}-month": month, f"{field}-year": year}


@pytest.mark.parametrize("value", ["999999999999999", "1e15", "33.33333", "0.000001", "2.125"])
def test_a_number_of_the_content_is_in_its_field_and_stays_exactly(
    desk: Office, value: str
) -> None:
    values: dict[Place, str | None] = {("figures.jobs", "value", ""): value}
    with desk.app.test_request_context():
        widgets = facts.widgets("figures.jobs", values)
        (typed,) = next(one["inputs"]["value"] for one in widgets if "value" in one["inputs"])
        form = MultiDict({"value": typed})
        assert facts.read("figures.jobs", form, values) == ({"value": value}, {})


@pytest.mark.parametrize("locale", ["nb", "en_GB"])
def test_a_form_that_is_sent_as_it_was_shown_changes_no_fact(desk: Office, locale: str) -> None:
    document = desk.live()
    values = document.values
    with desk.app.test_request_context(), force_locale(locale):
        for entry in document.entries():
            form: MultiDict[str, str] = MultiDict()
            for widget in facts.widgets(entry.subject, values):
                for name, typed in widget["inputs"].items():
                    form.setlist(name, typed)
            read, errors = facts.read(entry.subject, form, values)
            assert not errors
            assert read == {field: values.get((entry.subject, field, "")) for field in read}
            assert read.keys() == {fact.field for fact in facts_of(entry.section)}


def test_a_fact_that_is_not_in_the_form_stays(desk: Office) -> None:
    with desk.app.test_request_context():
        assert facts.read("figures.jobs", MultiDict({"value": "5"}), {}) == ({"value": "5"}, {})


@pytest.mark.parametrize(
    ("subject", "typed", "field", "value"),
    [
        ("milestones.x", _day("7", "5", "2019"), "on", '"2019-05-07"'),
        ("milestones.x", _day("", "12", "2019"), "on", '"2019-12"'),
        (
            "milestones.x",
            _day("", "spring", "2022"),
            "on",
            '"2022-spring"',
        ),
        ("milestones.x", _day("", "", "2022"), "on", '"2022"'),
        ("figures.x", {"value": "30 000"}, "value", "30000"),
        ("figures.x", {"value": "30\u00a0000"}, "value", "30000"),
        ("figures.x", {"value": "5,6"}, "value", "5.6"),
        ("figures.x", {"value": "5.60"}, "value", "5.6"),
        ("figures.x", {"value": "33,33333"}, "value", "33.33333"),
        ("figures.x", {"value": "0"}, "value", "0"),
        ("figures.x", {"qualifier": "exact"}, "qualifier", None),
        ("figures.x", {"featured": ""}, "featured", None),
        ("figures.x", {"owner": ""}, "owner", None),
        ("figures.x", {"part": "2"}, "part", "2"),
        ("terms.x", {"avoid-nb": ",", "avoid-en": ""}, "avoid", None),
        ("people.x", {"name": " Kari\u200b  Nordmann\r\n"}, "name", '"Kari Nordmann"'),
        ("contact", {"email": ""}, "email", None),
        ("milestones.x", _day("", "", ""), "on", None),
        ("milestones.x", {"kind": ""}, "kind", None),
        ("milestones.x", {"sources": ""}, "sources", None),
        ("people.x", {"name": " \u200b "}, "name", None),
        ("phases.1", {"slug-en": "1-part"}, "slug", '{"en":"1-part"}'),
    ],
)
def test_facts_are_read_as_people_write_them(
    desk: Office, subject: str, typed: dict[str, str], field: str, value: str | None
) -> None:
    with desk.app.test_request_context():
        assert facts.read(subject, MultiDict(typed), {}) == ({field: value}, {})


def test_entries_are_named_once_and_in_their_order(desk: Office) -> None:
    form = MultiDict([("sources", "b"), ("sources", ""), ("sources", "a"), ("sources", "b")])
    with desk.app.test_request_context():
        assert facts.read("terms.x", form, {}) == ({"sources": '["b","a"]'}, {})


@pytest.mark.parametrize(
    ("subject", "typed", "field"),
    [
        ("milestones.x", _day("7", "", "2019"), "on"),
        ("milestones.x", _day("7", "spring", "2019"), "on"),
        ("milestones.x", _day("31", "6", "2019"), "on"),
        ("milestones.x", _day("", "5", ""), "on"),
        ("milestones.x", _day("", "5", "19"), "on"),
        ("milestones.x", _day("", "", "2101"), "on"),
        ("milestones.x", _day("٣", "٥", "٢٠١٩"), "on"),
        ("milestones.x", {"on-day": "1"}, "on"),
        ("milestones.x", {"kind": "party"}, "kind"),
        ("milestones.x", {"part": "two"}, "part"),
        ("milestones.x", {"part": "0"}, "part"),
        (
            "phases.1",
            _day("", "5", "2022", "started_on"),
            "started_on",
        ),
        ("phases.1", {"slug-nb": "Del 1"}, "slug"),
        ("figures.x", {"value": "30.000"}, "value"),
        ("figures.x", {"value": "30,000"}, "value"),
        ("figures.x", {"value": "1e5"}, "value"),
        ("figures.x", {"value": "nan"}, "value"),
        ("figures.x", {"value": "9" * 400}, "value"),
        ("findings.x", {"number": "0"}, "number"),
        ("findings.x", {"number": "1,5"}, "number"),
        ("board", {"first_year": "21"}, "first_year"),
    ],
)
def test_what_is_no_fact_is_refused_with_a_reason_and_stays_in_the_form(
    desk: Office, subject: str, typed: dict[str, str], field: str
) -> None:
    form = MultiDict(typed)
    with desk.app.test_request_context():
        values, errors = facts.read(subject, form, {})
        shown = list(facts.widgets(subject, desk.live().values, form))
    assert not values
    assert [*errors] == [field]
    [inputs] = [one["inputs"] for one in shown if one["fact"].field == field]
    assert {name: inputs[name] for name in typed} == {k: [v] for k, v in typed.items()}


def test_every_choice_of_a_declaration_has_words(desk: Office) -> None:
    with desk.app.test_request_context():
        for section in SECTIONS:
            for fact in facts_of(section):
                options = facts.options_of(fact, desk.live().values)
                assert all(options.values())
                for code in options if fact.form == "choice" else ():
                    msgspec.convert(code, fact.type, strict=False)
                if isinstance(fact.type, type) and issubclass(fact.type, FindingState):
                    assert [*options] == ["preliminary", "replaced"]


@pytest.mark.parametrize(
    ("place", "value", "shown"),
    [
        (("milestones.x", "on", ""), '"2022-spring"', "spring 2022"),
        (("milestones.x", "kind", ""), '"since"', "Since the project"),
        (("milestones.x", "part", ""), "1", "Part 1: Needs assessment"),
        (("milestones.x", "organisations", ""), '["lo","nho"]', "LO\nNHO"),
        (("milestones.x", "sources", ""), '["removed"]', "removed"),
        (("milestones.x", "part", ""), None, ""),
        (("figures.x", "value", ""), "5.6", "5.6"),
        (("figures.x", "value", ""), "1234567.5", "1,234,567.5"),
        (("figures.x", "featured", ""), "true", "Yes"),
        (("board", "first_year", ""), "2021", "2021"),
        (("phases.1", "slug", ""), '{"nb":"1-a","en":"1-b"}', "1-a\n1-b"),
        (("terms.x", "avoid", ""), '{"en":["a","b"]}', "a, b"),
        (("sources.x", "language", ""), '"nn"', "Norwegian Nynorsk"),
        (("contact", "email", ""), '"kari@example.no"', "kari@example.no"),
        (("phases", "order", ""), '["1"]', "Part 1: Needs assessment"),
    ],
)
def test_facts_are_shown_in_words(
    desk: Office, place: Place, value: str | None, shown: str
) -> None:
    with desk.app.test_request_context("/en"):
        assert facts.in_words(place, value, desk.live().values) == shown


def test_a_number_has_the_separators_of_the_language_of_the_reader(desk: Office) -> None:
    with desk.app.test_request_context("/nb"):
        assert facts.in_words(("figures.x", "value", ""), "30000", {}) == "30\u00a0000"


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        ("people.kenneth-sandmo", "Kenneth Sandmo"),
        ("seats.lo", "Kenneth Sandmo"),
        ("organisations.eyde-klyngen", "Eyde Cluster"),
        ("board", "Project board"),
        ("terms", "Glossary"),
        ("terms.removed", "removed"),
    ],
)
def test_entries_have_names(desk: Office, subject: str, name: str) -> None:
    with desk.app.test_request_context("/en"):
        assert facts.name_of(subject, desk.live().values) == name


def test_a_long_name_is_shortened(desk: Office) -> None:
    with desk.app.test_request_context("/en"):
        name = facts.name_of("terms.x", {("terms.x", "term", "en"): "word " * 4000})
        assert name == "word " * 39 + "…"


def test_an_entry_without_a_translation_is_named_in_the_source_language(desk: Office) -> None:
    values = {("terms.x", "term", "nb"): "ord"}
    with desk.app.test_request_context("/en"):
        assert facts.name_of("terms.x", values) == "ord"


def test_all_fields_and_sections_have_names(desk: Office) -> None:
    with desk.app.test_request_context("/en"):
        for section, kind in SECTIONS.items():
            assert facts.label("section", section)
            for field in (ORDER, *(fact.field for fact in facts_of(section)), *word_fields(kind)):
                assert facts.label("field", field)

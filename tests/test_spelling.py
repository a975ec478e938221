"""The spelling of texts: as it is kept, looked up and compared."""

from battkomp.spelling import alike, clean, without_typography

# By the text that is kept: other spellings of it.
KEPT = {
    "råvarer": ("ra\u030avarer", "rå\u00advarer", "\ufeffråvarer", "råvar\u200der"),
    "defineres": ("de\ufb01neres", "de\u2060fineres", "\u200edefineres\u200f"),
    "CO₂-fangst – «æøå»": (),
    "Eyde\u2011klyngen har 92\u00a0% av m²": (),
    "👩\u200d🔬 می\u200cخواهم": (),
}
SAME = (
    (
        "«Klynge» – et",
        "Klynge – et",
        '"Klynge" - et',
        "\u201cKlynge\u201d \u2014 et",
        "„Klynge‟—et",
    ),
    ("Eyde-klyngen", "Eyde\u2011klyngen", "Eyde\u2010\nklyngen", "Eyde\u00ad-klyngen"),
    ("92 % av 1 000 kroner …", "92\u00a0% av 1\u202f000\n\nkroner...", "92% av 1000 kroner…"),
    ("board’s CO₂", "board's CO2", "board\u00b4s  CO₂\u200b", "board`s CO₂"),
    ("på deﬁnert måte", "pa\u030a definert ma\u030ate "),
)
DIFFERENT = ("a bc", "ab c", "abc", "ABC", "a, bc", "a bc.", "å bc", "a-bc", "a 1 234", "a 1 23 4")


def test_what_nobody_sees_is_left_out_and_letters_are_composed() -> None:
    found = {text: kept for kept, texts in KEPT.items() for text in (kept, *texts)}
    assert {text: clean(text) for text in found} == found


def test_words_are_looked_up_as_they_are_typed() -> None:
    assert alike("CO₂ i 10⁶ m³, Eyde\u2011klyngen æøå") == "CO2 i 106 m3, Eyde-klyngen æøå"


def test_typography_is_no_difference_and_all_else_is() -> None:
    faults = [texts for texts in SAME if len(set(map(without_typography, texts))) > 1]
    assert faults == []
    assert len(set(map(without_typography, DIFFERENT))) == len(DIFFERENT)

"""The spelling of texts: as they are kept, looked up and compared."""

import re
import unicodedata

# Soft hyphens, zero-width spaces, joiners between Latin letters, marks of direction without an
# effect there, and byte order marks. They are invisible, and hide a word from the search.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u2060-\u2064\u206a-\u206f\ufeff]"
    "|(?<=[A-Za-z\u00c0-\u024f])[\u200c\u200d]"
)
_LIGATURE = re.compile("[\ufb00-\ufb06]")  # as in "deﬁneres", copied from a PDF
_ALIKE = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉\u2010\u2011", "01234567890123456789--")
# Letters without a canonical decomposition, for alphabets that do not have them.
_PLAIN = str.maketrans({"æ": "ae", "ø": "o", "ð": "d", "þ": "th", "ß": "ss"})
_QUOTES = re.compile("[\"'`\u00b4\u00ab\u00bb\u2018-\u201f\u2032-\u2037\u2039\u203a]+")
_DASHES = re.compile("[-\u2010-\u2015\u2212]+")
# Spaces beside punctuation, and those that separate thousands.
_NOT_BETWEEN_WORDS = re.compile(r"(?<=\W) | (?=\W)|(?<=\d) (?=\d{3}\b)")


def clean(text: str) -> str:
    """Return a text in composed letters (NFC), without invisible characters and ligatures."""
    visible = _INVISIBLE.sub("", text)
    spelt = _LIGATURE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), visible)
    return unicodedata.normalize("NFC", spelt)


def one_line(text: str) -> str:
    """Return a text as it is kept, on one line and in characters that are seen."""
    return " ".join("".join(one if one.isprintable() else " " for one in clean(text)).split())


def visible(text: str) -> str:
    """Return an address in composed letters, without characters that nobody sees (category Cf).

    Joiners stay, as some alphabets have them in domains.
    """
    seen = "".join(
        one for one in text if unicodedata.category(one) != "Cf" or one in "\u200c\u200d"
    )
    return clean(seen)


def alike(text: str) -> str:
    """Return a text of the same length as it is typed, with `CO2` for `CO₂` and plain hyphens."""
    return text.translate(_ALIKE)


def without_accents(text: str) -> str:
    """Return a lower-case text without accents, and with `ae` for `æ`."""
    letters = unicodedata.normalize("NFD", text.translate(_PLAIN))
    return "".join(one for one in letters if not unicodedata.combining(one))


def without_typography(text: str) -> str:
    """Return a text without all that is a matter of typography.

    Quotation marks and apostrophes are left out; dashes become the same, and compatible characters
    too (Unicode Standard Annex 15). White space counts only between words.
    """
    plain = _DASHES.sub("-", _QUOTES.sub("", clean(text)))
    return _NOT_BETWEEN_WORDS.sub("", " ".join(unicodedata.normalize("NFKC", plain).split()))

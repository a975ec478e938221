"""Reasons for refusing content: in English for the terminal, and in the catalogs for the desk."""

from collections.abc import Iterator, Mapping

from battkomp.languages import N_

Faults = Iterator[tuple[str, "Reason"]]  # the key and the reason of each

# That the names of these sections are written out saves translators from putting words together.
UNKNOWN = {
    "sources": N_('there is no source "%(key)s"'),
    "organisations": N_('there is no organisation "%(key)s"'),
    "people": N_('there is no person "%(key)s"'),
}


class Reason(str):
    """A clause in English that says why content is refused.

    :ivar text: the clause as the catalogs have it, for `gettext(reason.text, **reason.values)`.
    :ivar values: the values in it. A `key` is that of an entry in the `section`, and `other` is the
        subject of an entry.
    """

    text: str
    values: Mapping[str, object]

    def __new__(cls, text: str, **values: object) -> "Reason":
        """Put values into a text that is marked with `N_`."""
        self = super().__new__(cls, text % values if values else text)
        self.text, self.values = text, values
        return self

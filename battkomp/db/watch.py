"""Whether the content is still the same, for those who ask at every request."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

from battkomp.db import connections
from battkomp.db.generation import Generation

# A file that somebody puts in the place of the database is noticed after this many seconds. What
# is committed to the database is seen at once.
_LOOK_AGAIN = 0.1


class Watch:
    """Tells the mark of the content of a database; cheap, as SQLite is seldom asked."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._generation: Generation | None = None
        self._known: tuple[bytes, str] | None = None
        self._look_at = 0.0

    def mark(self) -> str:
        """Return the mark of the content: a text that each change makes anew.

        :raises ReadError: if the content cannot be read.
        """
        generation, known = self._generation, self._known
        present = generation and generation.read()
        if known is not None and known[0] == present and monotonic() < self._look_at:
            return known[1]
        return self._look()

    def _look(self) -> str:
        """Ask the database, and remember for which generation its answer holds."""
        self._look_at = monotonic() + _LOOK_AGAIN
        self._known = None
        try:
            generation = self._generation = Generation(self._path)
        except OSError:
            return connections.mark(self._path)
        present = generation.read()
        mark = connections.mark(self._path)
        if present is not None:
            self._known = present, mark
        return mark

"""The content: facts once, words per language, in SQLite. Knows nothing of HTTP."""

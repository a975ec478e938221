"""What the site says: facts once, words per language, in SQLite. Knows nothing of HTTP."""

"""Full-text search in the content, with SQLite's FTS5."""

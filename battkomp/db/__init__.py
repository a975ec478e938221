"""SQLite, for the content and for the inbox: connections, changes, health and copies."""

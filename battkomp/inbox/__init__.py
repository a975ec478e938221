"""What visitors say to the project: messages and their delivery. Knows SQLite, and no Flask.

It has a database of its own: content is published, copied and put back; messages are private.
"""

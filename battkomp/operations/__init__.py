"""Commands for operators: backups, link checks, the static site and the server."""

"""What operators run: backups, link checks, the static edition and the server."""

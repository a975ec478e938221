"""Is a port free? `python -m battkomp.port HOST PORT` ends with an error if it is not.

Granian lets several processes share a port, so that a second server beside a forgotten first one
would answer every other request.
"""

from __future__ import annotations

import socket
import sys


def is_free(host: str, port: int) -> bool:
    """Tell whether nobody listens on a port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.create_server((host, port), family=family):
            return True
    except OSError:
        return False


if __name__ == "__main__":
    own_host, own_port = sys.argv[1], int(sys.argv[2])
    if not is_free(own_host, own_port):
        sys.exit(f"Somebody listens on {own_host}:{own_port} already. Choose another PORT.")

"""Telling systemd how we are: ready, alive, stopping. Without systemd nothing happens."""

from __future__ import annotations

import os
import socket


def tell(words: str) -> None:
    """Send ``READY=1``, ``WATCHDOG=1`` or ``STATUS=...`` to the socket systemd named, if it named one."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as link:
        try:
            link.connect(address)
            link.sendall(words.encode())
        except OSError:
            return  # systemd went away or never listened: nobody to tell

"""Which sockets a process and everything it started listen on, as Linux tells in /proc."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

PROC = Path("/proc")
_LISTENS = "0A"
_SOCKET = re.compile(r"socket:\[(\d+)\]")
Listener = tuple[IPv4Address | IPv6Address, int]


def listeners(pid: int) -> set[Listener]:
    """Addresses and ports of all TCP sockets on which the process and its descendants listen."""
    owned = {inode for each in (pid, *descendants(pid)) for inode in _sockets(each)}
    return {where for inode, where in _listening() if inode in owned}


def descendants(pid: int) -> set[int]:
    """What the process started, and what that started, and so on."""
    parents = dict(_parents())
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def _parents() -> Iterator[tuple[int, int]]:
    for folder in PROC.glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            # The name before it, in brackets, may contain anything.
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            yield int(folder.name), int(fields[1])


def _sockets(pid: int) -> Iterator[str]:
    with contextlib.suppress(OSError):
        for link in (PROC / str(pid) / "fd").iterdir():
            with contextlib.suppress(OSError):
                if match := _SOCKET.fullmatch(str(link.readlink())):
                    yield match[1]


def _listening() -> Iterator[tuple[str, Listener]]:
    """Inodes of listening sockets, and where they listen. proc(5), /proc/net/tcp."""
    for table in ("tcp", "tcp6"):
        for line in (PROC / "net" / table).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == _LISTENS:
                address, port = fields[1].split(":")
                yield fields[9], (_address(address), int(port, 16))


def _address(text: str) -> IPv4Address | IPv6Address:
    """Words of 32 bits, each in the byte order of the machine, which is little-endian here."""
    words = (bytes.fromhex(text[at : at + 8])[::-1] for at in range(0, len(text), 8))
    address = ip_address(b"".join(words))
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address

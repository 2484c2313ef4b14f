# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Safe host names and addresses from data of a platform.

No name is an option, a pattern, a range, a path or special to Ansible. Every address is a host name or an IP address of another machine.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import unicodedata
from typing import Any

# Names contain letters and digits of any script, and other characters of e-mail addresses and host names, but no quotes, because they may end up in shell
# commands.
_INVISIBLE = "\u115f\u1160\u3164\uffa0"  # invisible letters: fillers of Hangul
_NOT_IN_A_NAME = re.compile(rf"[^\w@.+-]|^\W|[{_INVISIBLE}]")
_BLANK = re.compile(f"[{_INVISIBLE}]")
_LONGEST = 240  # bytes; file names of fact caches, host_vars and group_vars contain the name and are limited to 255
# Names that are special to Ansible: the controller, built-in groups, the variables in a listing, markers (see untrusted.py).
_TAKEN = re.compile("localhost|all|ungrouped|_meta|__ansible.*")

# Names of this machine in the hosts files of Debian and Fedora (packages netbase and setup).
_LOOPBACK = re.compile(r"localhost[46]?(\.localdomain[46]?)?|ip6-(localhost|loopback)")

# RFC 1123, section 2.1, and RFC 952: letters, digits and inner hyphens, up to 63 characters in a label and 253 in total. If the last label is a number,
# resolvers parse the name as an unusual IPv4 address (127.1, 0x7f000001).
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST_NAME = re.compile(rf"(?:{_LABEL}\.)*(?!(?:[0-9]+|0[xX][0-9A-Fa-f]*)\Z){_LABEL}")


def host_name(text: str) -> str:
    """Return a host name for the inventory.

    Invalid characters are replaced with underscores, also at the start. Names of the controller and names that are special to Ansible get the prefix ``_``.
    """
    name = _cut(_NOT_IN_A_NAME.sub("_", text) or "_")
    return f"_{name}" if _TAKEN.fullmatch(name) or _is_this_machine(name) else name


def group_name(name: str) -> str:
    """Return a group name from a name that Ansible has already sanitized. ``all`` and ``ungrouped`` are allowed."""
    name = _cut(_BLANK.sub("_", name))
    return f"_{name}" if _TAKEN.fullmatch(name) and name not in ("all", "ungrouped") else name


def _cut(name: str) -> str:
    return name.encode()[:_LONGEST].decode(errors="ignore")


def is_address(value: Any) -> bool:
    """Return whether a value is the name or the IP address of another machine.

    Loopback, unspecified and multicast addresses are not, nor are IPv6 addresses with a zone, which may contain anything.
    """
    if not isinstance(value, str) or "%" in value:
        return False
    try:
        ip = ipaddress.ip_address(value)
    except ValueError:
        return len(value) <= 253 and bool(_HOST_NAME.fullmatch(value)) and not _is_this_machine(value)
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return not (ip.is_loopback or ip.is_unspecified or ip.is_multicast)


def _is_this_machine(name: str) -> bool:
    """Return whether a connection to this name would reach the controller itself, by the rules of resolvers (RFC 6761, inet_aton)."""
    name = unicodedata.normalize("NFKC", name).casefold()  # as in IDNA
    if name.rstrip(".").rpartition(".")[2] == "localhost" or _LOOPBACK.fullmatch(name.rstrip(".")):
        return True
    try:
        ip = ipaddress.IPv4Address(socket.inet_aton(name))
    except (OSError, UnicodeEncodeError):
        return False
    return ip.is_loopback or ip == ipaddress.IPv4Address(0)

# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Private to the collection people.access: it may change without notice.
"""Names and addresses of hosts made of what a platform says. No name is an option, a pattern, a range, a path or something that Ansible gives
a meaning to; no address is anything but a host name or an IP address of another machine."""

from __future__ import annotations

import ipaddress
import re
import socket
import unicodedata
from typing import Any

# Letters and digits of any script, and what addresses of people and machines are made of. Quotes are left out: names end up in shell commands.
_INVISIBLE = "\u115f\u1160\u3164\uffa0"  # the letters that do not show: fillers of Hangul
_NOT_IN_A_NAME = re.compile(rf"[^\w@.+-]|^\W|[{_INVISIBLE}]")
_BLANK = re.compile(f"[{_INVISIBLE}]")
_LONGEST = 240  # bytes: fact caches, host_vars and group_vars call files by it, which may have 255
# By Ansible: the controller, for which plays are written; groups that exist; in a listing, all variables; its marks (see untrusted.py).
_TAKEN = re.compile("localhost|all|ungrouped|_meta|__ansible.*")

# What the hosts files of Debian and Fedora call this machine, beside localhost (netbase, setup).
_LOOPBACK = re.compile(r"localhost[46]?(\.localdomain[46]?)?|ip6-(localhost|loopback)")

# RFC 1123, section 2.1, and RFC 952: letters, digits and inner hyphens, up to 63 in a label and 253 in all. Where the last label is a number,
# resolvers read an IPv4 address in one of its odd forms (127.1, 0x7f000001).
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST_NAME = re.compile(rf"(?:{_LABEL}\.)*(?!(?:[0-9]+|0[xX][0-9A-Fa-f]*)\Z){_LABEL}")


def host_name(text: str) -> str:
    """A name for the inventory: other characters become underscores, and so does a first one that is no letter, digit or underscore.
    A name that stands for the controller, or for something of Ansible's own, gets an underscore in front."""
    name = _cut(_NOT_IN_A_NAME.sub("_", text) or "_")
    return f"_{name}" if _TAKEN.fullmatch(name) or _is_this_machine(name) else name


def group_name(name: str) -> str:
    """The name of a group, after Ansible has left only letters, digits and underscores in it. ``all`` and ``ungrouped`` may be meant."""
    name = _cut(_BLANK.sub("_", name))
    return f"_{name}" if _TAKEN.fullmatch(name) and name not in ("all", "ungrouped") else name


def _cut(name: str) -> str:
    return name.encode()[:_LONGEST].decode(errors="ignore")


def is_address(value: Any) -> bool:
    """Whether a value is the name or the IP address of another machine. Loopback, unspecified and multicast addresses, and IPv6 addresses
    with a zone, which may hold anything, are none."""
    if not isinstance(value, str) or "%" in value:
        return False
    try:
        ip = ipaddress.ip_address(value)
    except ValueError:
        return len(value) <= 253 and bool(_HOST_NAME.fullmatch(value)) and not _is_this_machine(value)
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return not (ip.is_loopback or ip.is_unspecified or ip.is_multicast)


def _is_this_machine(name: str) -> bool:
    """Whether a connection to a host of this name would end on the controller itself, by the rules of resolvers (RFC 6761, inet_aton)."""
    name = unicodedata.normalize("NFKC", name).casefold()  # as IDNA does
    if name.rstrip(".").rpartition(".")[2] == "localhost" or _LOOPBACK.fullmatch(name.rstrip(".")):
        return True
    try:
        ip = ipaddress.IPv4Address(socket.inet_aton(name))
    except (OSError, UnicodeEncodeError):
        return False
    return ip.is_loopback or ip == ipaddress.IPv4Address(0)

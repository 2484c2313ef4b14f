# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names and addresses of hosts, made of anything."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.people.access.plugins.plugin_utils.hosts import group_name, host_name, is_address


@pytest.mark.parametrize(("text", "name"), [
    ("osl-dc1-ea01.harbor.example", "osl-dc1-ea01.harbor.example"), ("ada+x@x.example", "ada+x@x.example"), ("Zoë Ångström", "Zoë_Ångström"),
    ("tsna-HARBOR\\mnasser", "tsna-HARBOR_mnasser"), ("o'neil@x.example", "o_neil@x.example"), ("a b{{c}},d:22[1:9]", "a_b__c___d_22_1_9_"),
    ("-oProxyCommand=id", "_oProxyCommand_id"), ("../../etc", "_._.._etc"), ("..", "_."), ("~.*", "_._"), ("@/etc/passwd", "__etc_passwd"), ("", "_"),
    ("all", "_all"), ("ungrouped", "_ungrouped"), ("localhost", "_localhost"), ("127.0.0.1", "_127.0.0.1"), ("127.1", "_127.1"),
    ("ip6-localhost", "_ip6-localhost"), ("web\u3164", "web_"), ("x.localhost", "_x.localhost"),
    ("\uff4cocalhost", "_\uff4cocalhost"), ("_meta", "__meta"), ("__ansible_vault", "___ansible_vault"), ("10.0.0.1", "10.0.0.1"), ("105", "105"),
    ("\ud800x", "_x"), ("x\u202ey", "x_y"),
])
def test_names(text: str, name: str) -> None:
    assert host_name(text) == name


@pytest.mark.parametrize(("name", "group"), [
    ("role_x_Admin", "role_x_Admin"), ("admin\u3164", "admin_"), ("localhost", "_localhost"), ("_meta", "__meta"), ("__ansible_unsafe", "___ansible_unsafe"),
    ("all", "all"), ("x" * 300, "x" * 240), ("\u672c" * 100, "\u672c" * 80),
])
def test_groups(name: str, group: str) -> None:
    assert group_name(name) == group


@given(st.text(st.characters(), max_size=600))
def test_every_text_makes_a_name_that_is_nothing_else(text: str) -> None:
    name = host_name(text)
    assert re.fullmatch(r"\w[\w@.+-]*", name) and len(name.encode()) <= 241
    assert host_name(name) in (name, f"_{name}")


@pytest.mark.parametrize("value", [
    "osl-dc1-ea01.harbor.example", "osl-dc1-ea01", "10.20.0.7", "2001:db8::7", "fe80::1", "x", "3com.example", "a.b-c.d1", "xn--bcher-kva.example", "1a",
    "a" * 63,
])
def test_addresses(value: str) -> None:
    assert is_address(value)


@pytest.mark.parametrize("value", [
    "-oProxyCommand=id", "-x.example", "x-.example", "x..example", ".x", "x.", "x_y", "x y", "x\n", "x;id", "root@x.example", "x:22", "[::1]", "fe80::1%eth0",
    "fe80::1%-oProxyCommand=id", "127.0.0.1", "127.1", "0x7f000001", "2130706433", "0177.0.0.1", "1.2.3", "x.5", "::1", "::ffff:127.0.0.1", "0.0.0.0", "::",
    "224.0.0.1", "localhost.localdomain", "localhost6", "ip6-loopback",
    "localhost", "LOCALHOST", "x.localhost", "a" * 64, ("a" * 49 + ".") * 5 + "aaaa", "\uff4cocalhost", "b\u00fccher.example", "\u0661.0.0.1",
    "", None, 7,
    ["10.0.0.1"], {"a": 1}, "#jinja2: x", "{{ x }}", "\ud800",
])
def test_what_is_no_address(value: object) -> None:
    assert not is_address(value)

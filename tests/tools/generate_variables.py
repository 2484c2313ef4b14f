# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Generate files from the table of variables (``plugins/plugin_utils/variables.py``): ``python -m tests.tools.generate_variables``.

Generates the defaults of each role, the options in its argument specs, the expression that converts its variables, and the tables of the playbook guide.
``--check`` only compares.
"""

from __future__ import annotations

import json
import pathlib
import re
import sys
from collections.abc import Iterator
from typing import Any

import yaml

from .common import ROOT, write_or_check

sys.path.insert(0, str(ROOT / ".tree"))

from ansible_collections.people.access.plugins.plugin_utils.variables import (  # noqa: E402  # where .tree is
    PLATFORMS,
    ROLES,
    SHARED,
    TENANT,
    TYPES,
    VARIABLES,
    Variable,
    converted,
    documented,
)

GUIDE = ROOT / "docs" / "docsite" / "rst" / "playbook_guide.rst"
HEAD = """# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Written by tests/tools/generate_variables.py from plugins/plugin_utils/variables.py.
---
"""
# Ansible validates the arguments of a role before its first task. These types accept every string that this collection converts; all others are raw. Lists
# are raw too, because a blank answer of an AWX survey arrives as null, which is not a list.
CHECKED = {"str": {"type": "str"}, "path": {"type": "path"}}
WIDTH = 130
# An example of each variable, as in a file of variables; for a playbook alone where the same name means something else there.
EXAMPLES: dict[str, Any] = {
    "access": {"segment": "add"}, "administrators": ["ada.quist@harbor.example", "sysadmin"], "apply": False, "approve": "cc3d5be5…83fab7ae",
    "ask_secrets": False, "awx_state": "absent", "base_name": "review-2026-q3", "columns": {"email": "Mail", "profiles": "Gruppe"}, "complete": True,
    "controller_host": "https://awx.x.example", "controller_oauthtoken": "{{ vault_awx_token }}", "controller_password": "{{ vault_awx_password }}",
    "controller_username": "importer", "decisions_file": "reviews/review-2026-q3.csv", "dest": "today.yml", "dormant_days": 60,
    "emails": ["ada.quist@harbor.example"], "evidence_dir": "evidence", "evidence_folder": "evidence/2026-11-23T091502Z-offboard-7d3c9a41",
    "evidence_gpg_key": "auditor@x.example", "evidence_ssh_key": "~/.ssh/id_ed25519", "exact": True, "expect": "0a8690da…c840bb1f85", "fail": True,
    "fail_on_changes": True, "folder": "reviews", "forbid_admin_for": ["*@contractor.example"], "image": "registry.x.example/people-access-ee:1.0.0",
    "kit": "my_kit", "leave": {"contabo": "disable", "tsna": "disable"}, "leavers": ["ada@x.example", "zoe.park@x.example"], "login_name": "ohaddad",
    "login_names": ["ohaddad"], "made_by": "Maria Lopez", "manage": {"segment": ["permissions", "groups"]}, "max_removal_percent": 20, "max_removals": 20,
    "metrics_file": "/var/lib/node_exporter/drift.prom", "min_admins": 2, "move": "at_once", "new_password": "{{ vault_new_password }}",
    "new_passwords_file": "new_passwords.yml", "new_passwords_vault_id": "helpdesk", "notify_tasks": "/srv/access/notify/mail.yml",
    "object_storage": "backup-eu", "only": ["ada@x.example", "rstone"], "organization": "Operations", "parallel_writes": 1,
    "people": [{"email": "ada@x.example", "first_name": "Ada", "last_name": "Quist", "profiles": ["netops"]}],
    "plan_file": "plan.md", "plan_title": "Access in November",
    "platforms": ["contabo", "tsna"], "prefix": "Test", "previous": "reviews/review-2026-q2.json", "profiles": {"netops": {"contabo": {"roles": ["Network"]}}},
    "protect": ["owner@harbor.example", "sysadmin"], "review protect": ["owner@harbor.example"],
    "prune": True, "publish_tasks": "/srv/access/publish/http.yml", "region": "EU",
    "reinvite": "changed", "remove_after": 30, "remove_platforms": "listed", "replace_keys": True, "require_found": True, "require_other_approver": True,
    "result_limit": 100, "reviewers": ["maria.lopez@harbor.example"], "roster_file": ["personnel.csv", "profiles.yml"], "scm_branch": "main",
    "scm_credential": "Git of the access team", "scm_url": "https://git.x.example/access.git", "secure_logging": True, "service": ["automation*"],
    "tenants": ["emea", "amer"], "timezone": "Europe/Berlin", "title": "Access review 2026 Q3", "today": "2026-12-31",
    "tsna_passwords": {"ada@x.example": "{{ vault_ada }}"}, "unlock": False, "users": ["ravi.stone@harbor.example", "akeller"], "validate_certs": False,
    "verify": False, "witness": False, "witness_wait": 60,
    "offboard approve": {"contabo": "cc3d5be5…83fab7ae"}, "decide approve": {"contabo": "cc3d5be5…83fab7ae"}, "offboard replace_keys": False,
}


class Indented(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)


def dumped(value: Any) -> str:
    return yaml.dump(value, Dumper=Indented, sort_keys=False, width=WIDTH, allow_unicode=True)


def entries_of(role: str) -> dict[str, str]:
    """Return the entry points of a role with their playbooks."""
    return {entry: playbook for playbook, (name, entry) in ROLES.items() if name == role}


def default_of(variable: Variable) -> Any:
    return variable.default if variable.shown is None else variable.shown


def defaults(role: str) -> str:
    found: dict[str, Any] = {}
    for playbook in entries_of(role).values():
        found.update({f"{role}_{variable.name}": default_of(variable) for variable in VARIABLES[playbook] if not variable.required})
    return HEAD + "".join(f"{name}: {scalar(value)}\n" for name, value in found.items())


def scalar(value: Any) -> str:
    """Return a value as YAML on one line."""
    if isinstance(value, list):
        return f"[{', '.join(map(str, value))}]"
    return json.dumps(value) if not isinstance(value, str) or not value or re.search(r"[{}:#]", value) else value


def option(variable: Variable) -> dict[str, Any]:
    described = list(variable.description)
    if variable.choices:
        described.append(f"Choices: {', '.join(f'V({choice})' for choice in variable.choices)}.")
    if variable.type not in CHECKED:
        described.append(f"Type: {TYPES[variable.type][0]}. Text is converted to this type.")
    spec: dict[str, Any] = {"description": described, **CHECKED.get(variable.type, {"type": "raw"})}
    spec.update({"required": True} if variable.required else {"default": default_of(variable)})
    return {**spec, **({"no_log": True} if variable.secret else {})}


def argument_specs(role: str, before: str) -> str:
    """Return the argument specs with their own descriptions and the options of the table."""
    specs = yaml.safe_load(before)["argument_specs"]
    for entry, playbook in entries_of(role).items():
        specs[entry]["options"] = {f"{role}_{variable.name}": option(variable) for variable in VARIABLES[playbook]}
    return HEAD + dumped({"argument_specs": specs})


def given(role: str) -> str:
    """Return the file that converts the variables of the role, with a dictionary for each entry point, and one for those that must not be in facts."""
    text = HEAD
    for entry, playbook in entries_of(role).items():
        name = role if entry == "main" else f"{role}_{entry}"
        text += conversion(f"{name}_variables", role, playbook, [variable for variable in VARIABLES[playbook] if variable is not TENANT])
        secret = [variable for variable in VARIABLES[playbook] if variable.secret]
        text += conversion(f"{name}_secrets", role, playbook, secret) if secret else ""
    return text


def conversion(name: str, role: str, playbook: str, variables: list[Variable]) -> str:
    pairs = ",\n      ".join(f"'{role}_{variable.name}': {role}_{variable.name}" for variable in variables)
    return f"{name}: >-\n  {{{{ {{{pairs}}}\n     | people.access.variables('{playbook}', '{role}_', {role}_tenant, {role}_in_playbook | default(false)) }}}}\n"


def tables(before: str) -> str:
    """Return the guide with a table between the marks of each playbook."""
    for playbook in (*VARIABLES, *SHARED):
        start, end = f".. variables of {playbook}\n", f".. end of {playbook}\n"
        if start not in before or end not in before:
            raise SystemExit(f"{GUIDE.name} has no marks for the variables of {playbook}")
        before = before[:before.index(start) + len(start)] + "\n" + table(playbook) + "\n" + before[before.index(end):]
    return before


def table(playbook: str) -> str:
    lines = [".. list-table::", "   :header-rows: 1", "   :widths: 17 13 11 22 37", "", *row("Variable", "Type", "Default", "Example", "Description")]
    for variable in documented(playbook):
        default = "required" if variable.required else shown(variable)
        choices = [f"Choices: {', '.join(f'V({choice})' for choice in variable.choices)}."] if variable.choices else []
        described = " ".join(map(as_rst, (*variable.description, *choices)))
        lines += row(f"``{variable.in_playbook}``", TYPES[variable.type][0], default, f"``{example(playbook, variable)}``", described)
    return "\n".join(lines) + "\n"


def example(playbook: str, variable: Variable) -> str:
    """Return the example of a variable as YAML on one line. The playbook has to accept it, and it has to differ from the default."""
    name = variable.in_playbook
    value = EXAMPLES.get(f"{playbook} {name}", EXAMPLES.get(name))
    if value is None or value == variable.default:
        raise SystemExit(f"The variable {name} of {playbook} has no example, or one that is its default.")
    problems = [problem for problem in converted({variable.name: value}, playbook)["problems"] if problem.startswith(f"{variable.name} ")]
    if problems:
        raise SystemExit(f"The example of {name} of {playbook} is refused: {problems[0]}")
    return yaml.safe_dump(value, default_flow_style=True, sort_keys=False, width=1000, allow_unicode=True).removesuffix("...\n").strip()


def shown(variable: Variable) -> str:
    if variable.default in ("", [], {}):
        return "none"
    return "all four" if variable.default == list(PLATFORMS) else f"``{json.dumps(variable.default).strip(chr(34))}``"


def row(*cells: str) -> Iterator[str]:
    yield from (f"   {'* -' if number == 0 else '  -'} {cell}" for number, cell in enumerate(cells))


def as_rst(text: str) -> str:
    return re.sub(r"[CVE]\(([^)]*)\)", r"``\1``", text)


def files() -> Iterator[tuple[pathlib.Path, str]]:
    """Return the content of each generated file."""
    for role in dict.fromkeys(name for name, dummy in ROLES.values()):
        folder = ROOT / "roles" / role
        yield folder / "defaults" / "main.yml", defaults(role)
        yield folder / "vars" / "main.yml", given(role)
        specs = folder / "meta" / "argument_specs.yml"
        yield specs, argument_specs(role, specs.read_text(encoding="utf-8"))
    yield GUIDE, tables(GUIDE.read_text(encoding="utf-8"))


def main() -> int:
    outdated = [(path, text) for path, text in files() if not path.exists() or path.read_text(encoding="utf-8") != text]
    return write_or_check(outdated, "plugins/plugin_utils/variables.py")


if __name__ == "__main__":
    sys.exit(main())

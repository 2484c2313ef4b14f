#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: awx_kit
short_description: Import a kit of job templates and workflows into AWX
version_added: 1.0.0
author:
  - People Access Authors (@people-access)
description:
  - Updates an AWX, Ascender or Automation Platform to match C(controller_*) data, including workflows with approvals. The playbook C(people.access.awx)
    uses it to import the kit of this collection.
  - The module reads everything with few listings, compares, and sends only what differs.
  - It changes and removes only objects that it has created itself, which it recognizes by the last sentence of the description. An object with the same
    name without this sentence is an error, and nothing is changed. So is a reference to an object that is neither in the kit nor in the organization.
    Copies of its objects, and objects that somebody renamed, are left alone.
  - Objects of an earlier import that the kit no longer has are removed. To import a second kit beside the first one, set O(prefix). An empty kit is refused.
  - AWX allows the name of a credential type or execution environment only once, so organizations with the same kit share them. One that is no longer needed
    is kept, with a warning, while others have it. An execution environment is changed and removed only by imports into the organization that it belongs to.
  - AWX does not change the fields of a credential type that any credential has, so they stay too, with a warning.
  - Values that contain C(example.com) are placeholders. If AWX has another value there, that value is kept, and so are all
    settings of a notification that has one, unless it gets another type. Whether a schedule is enabled is kept, too.
  - The inputs of a credential are set when it is created, and later only if it has no secret. They are those of the kit, unless O(inputs), O(secrets) or
    the environment have others. Fields that AWX looks up in another system are left alone. A warning names values for fields that no credential has.
  - A project is updated before the templates that need its files are created.
extends_documentation_fragment:
  - people.access.awx
  - people.access.connection
  - people.access.attributes
  - people.access.attributes.writes
attributes:
  idempotent:
    support: full
options:
  kit:
    description:
      - The data. Known lists are C(controller_labels), C(controller_credential_types), C(controller_execution_environments), C(controller_notifications),
        C(controller_credentials), C(controller_projects), C(controller_inventories), C(controller_inventory_sources), C(controller_templates),
        C(controller_workflows) and C(controller_schedules), in the format of the collection C(infra.aap_configuration).
      - Nodes of workflows can have links, C(extra_data), C(all_parents_must_converge) and what prompts on launch, such as C(limit). Credentials, labels
        and inventories of nodes are refused.
    type: dict
    required: true
  state:
    description: V(present) imports the kit. V(absent) removes what was imported.
    type: str
    choices: [present, absent]
    default: present
  organization:
    description: Name of the organization, which must exist. It takes the place of those in the kit.
    type: str
    default: Default
  prefix:
    description: Text to put before every name, followed by a space. With several prefixes, the kit can be imported several times.
    type: str
  scm_url:
    description: URL of the repository of the projects.
    type: str
  scm_branch:
    description: Branch of the repository of the projects. Without it, a branch that the kit does not have either stays as it is
      in AWX, and a new project has the default branch.
    type: str
  scm_credential:
    description: Name of an existing credential for the repository of the projects.
    type: str
  image:
    description: Image of the execution environments.
    type: str
  inputs:
    description:
      - Values for fields of the credentials that are not secret, by the name of the field. Those of boolean fields can be text, such as V(true).
      - For a field without a value here or in O(secrets), the environment variable is used that its credential type injects, for example E(TSNA_USERNAME).
    type: dict
  secrets:
    description: Values for secret fields of the credentials, by the name of the field.
    type: dict
seealso:
  - module: people.access.awx_approval_info
"""

EXAMPLES = r"""
---
# The URL and the token come from the environment: CONTROLLER_HOST, CONTROLLER_OAUTH_TOKEN.

- name: Create an inventory and a label
  people.access.awx_kit:
    organization: Default
    prefix: EMEA # without a prefix of its own, this kit would take the place of the one that was imported before
    kit:
      controller_inventories:
        - {name: Tenants, description: A host for each tenant., organization: Default}
      controller_labels:
        - {name: access, organization: Default}
"""

RETURN = r"""
---
changes:
  description: What the task changed, or would change in check mode.
  returned: success, and if AWX refused something
  type: list
  elements: str
  sample: ["workflow People access - reconcile: created"]
asks:
  description: Fields of credentials without a secret that neither the task nor the environment has a value for.
  returned: success
  type: list
  elements: dict
  contains:
    field:
      description: Name of the field.
      returned: always
      type: str
      sample: te_token
    label:
      description: Label of the field.
      returned: always
      type: str
    secret:
      description: Whether the value is a secret.
      returned: always
      type: bool
    credential:
      description: The first credential that has the field.
      returned: always
      type: str
    environment:
      description: Environment variable for the value. Empty if there is none.
      returned: always
      type: str
      sample: TE_TOKEN
diff:
  description: The changes, by what is changed. Secrets are not part of it.
  returned: success
  type: dict
  contains:
    before:
      description: Values before the change.
      returned: always
      type: dict
    after:
      description: Values after the change.
      returned: always
      type: dict
# Written by make generate from shared_docs.yml: action(none, updated, removed) requests waited
action:
  description: What the task did, or would do in check mode.
  returned: success
  type: str
  choices: [none, updated, removed]
  sample: updated
requests:
  description: Number of HTTP requests that the task sent, including logins and logouts.
  returned: always
  type: int
  sample: 4
waited:
  description: Seconds spent waiting for rate limits and between retries, on the platform with the longest wait.
  returned: when the task had to wait
  type: float
  sample: 12.5
# End of the written part.
"""

from ansible_collections.people.access.plugins.module_utils.awx.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.awx.importer import KIT_OPTIONS, import_kit
from ansible_collections.people.access.plugins.module_utils.engine.runner import run_task


def main() -> None:
    run_task(PROVIDER, KIT_OPTIONS, import_kit, unshown=("kit", "inputs"))


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: segment_group
short_description: Manage a user group of a Twilio Segment workspace
version_added: 0.1.0
author:
  - People Access Authors (@people-access)
description:
  - Creates, renames, changes and deletes a user group, with its permissions and its members.
  - Members are addressed by e-mail, whether they are in the workspace already or only invited.
  - Segment takes three requests to make a whole group. When one of them fails, the next run completes the group and makes no second one.
  - A group by which the last Workspace Owner has the role is neither deleted nor deprived of the role or of that member; whoever is only
    invited does not count.
extends_documentation_fragment:
  - people.access.segment
  - people.access.connection
  - people.access.resource.membership
  - people.access.attributes
  - people.access.attributes.writes
  - people.access.attributes.actiongroup_segment
attributes:
  idempotent:
    support: full
options:
  state:
    description:
      - V(present) creates the group, or changes what differs.
      - V(absent) deletes it. Its members stay in the workspace and lose what they had through the group alone.
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - Name of the group. It says which group is meant, unless O(id) is given. Another group that differs in case only is another group if both exist;
        otherwise case means nothing.
      - Segment is not known to keep names unique. If several groups have the name, the task fails and lists their ids.
      - Together with O(id), a name that the group does not have yet renames it.
      - One of O(name) and O(id) is required.
    type: str
  id:
    description:
      - Id of the group. It has to exist, unless O(state=absent).
    type: str
  permissions:
    description:
      - Roles that everybody in the group gets, each with what it is for, applied as O(membership) says.
      - Segment may insist on one permission at least when a group is changed; then an empty list fails with its words.
      - One role on one resource is one grant, so it can be added and removed without touching the same role on another resource.
    type: list
    elements: dict
    suboptions:
      role:
        description: Name of the role. Exactly one of this and O(permissions[].role_id) is required.
        type: str
      role_id:
        description: Id of the role.
        type: str
      resources:
        description: What the role is for.
        type: list
        elements: dict
        required: true
        suboptions:
          type:
            description: Kind of the resource. V(WORKSPACE) stands for everything of the role's kind in the workspace, present and future.
            type: str
            required: true
            choices: [WORKSPACE, SOURCE, WAREHOUSE, FUNCTION, SPACE]
          id:
            description: Id of the resource. Required unless the type is V(WORKSPACE), where it may be left out.
            type: str
          name:
            description: Name of the workspace, where the type is V(WORKSPACE); it may be left out as well. Mutually exclusive with the id.
            type: str
          labels:
            description: Only what bears all of these labels. Segment allows them for the type V(WORKSPACE) only.
            type: list
            elements: dict
            suboptions:
              key:
                description: Key of the label.
                type: str
                required: true
              value:
                description: Value of the label.
                type: str
                required: true
  members:
    description:
      - E-mail addresses of members of the workspace and of pending invites, applied as O(membership) says. Case means nothing.
      - An empty list empties the group. Somebody who is neither a member nor invited fails the task; invite first.
    type: list
    elements: str
notes:
  - Groups need Segment's Business plan.
  - An option that is omitted is not managed. An empty list clears what there is.
  - A group that exists already is adopted, and only what differs is changed.
  - A group that an identity provider fills by SCIM is changed back by it. Give no O(members) for such a group.
seealso:
  - module: people.access.segment_group_info
  - module: people.access.segment_user
"""

EXAMPLES = r"""
---
# The credential comes from the environment: SEGMENT_TOKEN, and SEGMENT_URL if needed.

- name: Make a group whose members read all sources, with a member and somebody who is only invited
  people.access.segment_group:
    name: Auditors
    permissions:
      - role: Source Read-only
        resources:
          - type: WORKSPACE
    members:
      - ravi.stone@harbor.example
      - invitee1@harbor.example
  register: auditors

- name: Put somebody else into it as well
  people.access.segment_group:
    name: Auditors
    members: [mona.berg@harbor.example]
    membership: add

- name: Rename it
  people.access.segment_group:
    id: "{{ auditors.group.id }}"
    name: External auditors

- name: Empty it
  people.access.segment_group:
    name: External auditors
    members: []

- name: Delete it
  people.access.segment_group:
    name: External auditors
    state: absent
"""

RETURN = r"""
---
group:
  description:
    - The group afterwards. Its members are described in RV(people.access.segment_group_info#module:groups).
    - In check mode, as predicted. After a removal, only the id.
  returned: success
  type: dict
  contains:
    id:
      description: Id of the group. It is missing in check mode where the group does not exist yet.
      returned: when the group was there before, or is now
      type: str
      sample: 2DrXpkze3NH3ySNB6tUUs1TbJbo
    name:
      description: Name of the group.
      returned: when the group was not deleted
      type: str
      sample: Auditors
    members:
      description: Addresses of the members, sorted.
      returned: when O(members) is given
      type: list
      elements: str
      sample: [mona.berg@harbor.example]
# Written by make generate from shared_docs.yml: action(none, created, updated, deleted) diff requests waited
action:
  description: What the task did, or would do in check mode.
  returned: success
  type: str
  choices: [none, created, updated, deleted]
  sample: created
diff:
  description: What the task manages, before and after. Secrets are masked.
  returned: success
  type: dict
  contains:
    before:
      description: The managed options before the task; empty if the object did not exist.
      returned: always
      type: dict
    after:
      description: The managed options after the task; empty if the object no longer exists.
      returned: always
      type: dict
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

from ansible_collections.people.access.plugins.module_utils.engine.runner import run_resource
from ansible_collections.people.access.plugins.module_utils.platforms.segment.client import PROVIDER
from ansible_collections.people.access.plugins.module_utils.platforms.segment.groups import Groups


def main() -> None:
    run_resource(PROVIDER, Groups)


if __name__ == "__main__":
    main()

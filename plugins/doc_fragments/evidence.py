# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What modules that write evidence have in common."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
---
options:
  evidence_ssh_key:
    description:
      - Path of an SSH key on the target host that signs C(SHA256SUMS), with C(ssh-keygen -Y sign) in the namespace C(people.access).
      - Give the private key, or the public key of a key in an SSH agent. A key with a passphrase needs an agent.
      - Mutually exclusive with O(evidence_gpg_key).
    type: path
    version_added: 1.0.0
  evidence_gpg_key:
    description:
      - ID, fingerprint or user ID of a GnuPG key of the user of the task that signs C(SHA256SUMS).
      - Mutually exclusive with O(evidence_ssh_key).
    type: str
    version_added: 1.0.0
  witness:
    description:
      - Whether to read the event logs of ThousandEyes, Segment and Contabo after the changes, and to match their events with the actions of the run. TSNA
        has no log in its API.
      - This takes few requests for each platform, regardless of the number of people. A log that cannot be read does not fail the task. The evidence
        says so.
    type: bool
    default: true
    version_added: 1.0.0
  witness_wait:
    description:
      - Maximum number of seconds to wait for events that are not in the log yet. Platforms write their logs late.
    type: int
    default: 10
    version_added: 1.0.0
"""

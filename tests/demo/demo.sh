#!/usr/bin/env bash
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Two people join and one leaves, on a sandbox of the four platforms. Called by make demo, with the environment's bin folder first on PATH.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
collections=$root/.tree
case $root in */ansible_collections/people/access) collections=${root%/ansible_collections/people/access} ;; esac # installed
export ANSIBLE_COLLECTIONS_PATH=$collections ANSIBLE_HOME=$work/ansible LC_ALL=C.UTF-8
export ANSIBLE_LOCALHOST_WARNING=false ANSIBLE_INVENTORY_UNPARSED_WARNING=false ANSIBLE_CALLBACK_RESULT_FORMAT=yaml ANSIBLE_FORCE_COLOR=false
cd "$root"

python -m tests.sandbox --port 0 --port-file "$work/port" >"$work/sandbox.log" 2>&1 &
sandbox=$!
trap 'kill "$sandbox" 2>/dev/null; wait "$sandbox" 2>/dev/null || true; rm -rf "$work"' EXIT
for _ in $(seq 100); do [ -s "$work/port" ] && break; kill -0 "$sandbox" || { cat "$work/sandbox.log"; exit 1; }; sleep 0.1; done
url=http://127.0.0.1:$(cat "$work/port")
eval "$(python -m tests.sandbox --env "$url")"

passwords='{"tsna_passwords": {"ada@x.example": "Quiet-harbor-41"}}' # required if TSNA manages passwords itself

say() { printf '\n=== %s\n' "$*"; }

play() {  # play ARGUMENTS: runs ansible-playbook; shows what changed, the summary and the recap
  if ! ansible-playbook "$@" >"$work/play.log" 2>&1; then cat "$work/play.log"; exit 1; fi
  sed -n '/^--- before/,/^$/p; /Show the results/,/^$/{/^ *- /p}; /^localhost .*ok=/p' "$work/play.log"
}

say "1. Predict the changes (check mode, with a diff for each account)"
play --check --diff people.access.onboard -e roster_file=tests/demo/roster.yml -e "$passwords"
say "2. Onboard both people"
play people.access.onboard -e roster_file=tests/demo/roster.yml -e "$passwords"
say "3. Onboard both people again: nothing changes"
play people.access.onboard -e roster_file=tests/demo/roster.yml
say "4. Offboard Ada: all accounts are removed, and every platform is read again"
play people.access.offboard -e leavers=ada@x.example
say "5. Accounts of ada@x.example that are left, according to the sandbox"
python - "$url" <<'PY'
import json, sys, urllib.request

state = json.load(urllib.request.urlopen(f"{sys.argv[1]}/_sandbox/state"))
left = 0
for platform, content in sorted(state.items()):
    count = json.dumps([content.get(part) for part in ("users", "invites", "groups")]).count("ada@x.example")  # logs keep what was
    left += count
    print(f"  {platform:<13} {f'{count} account(s)' if count else 'nothing'}")
sys.exit(1 if left else 0)
PY
say "Done. The sandbox is stopped."

#!/usr/bin/env bash
# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Zoe joins, moves and leaves, on a sandbox of the four platforms. Called by make demo, with the environment's bin folder first on PATH.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$root/.work/demo # stays, for the pages
collections=$root/.tree
case $root in */ansible_collections/people/access) collections=${root%/ansible_collections/people/access} ;; esac # installed
export ANSIBLE_COLLECTIONS_PATH=$collections ANSIBLE_HOME=$work/ansible LC_ALL=C.UTF-8
export ANSIBLE_LOCALHOST_WARNING=false ANSIBLE_INVENTORY_UNPARSED_WARNING=false ANSIBLE_CALLBACK_RESULT_FORMAT=json ANSIBLE_FORCE_COLOR=false
rm -rf "$work"
mkdir -p "$work"
cd "$root"

python -m tests.sandbox --port 0 --port-file "$work/port" >"$work/sandbox.log" 2>&1 &
sandbox=$!
trap 'kill "$sandbox" 2>/dev/null; wait "$sandbox" 2>/dev/null || true; rm -rf "$work/ansible" "$work/port"' EXIT
for _ in $(seq 600); do [ -s "$work/port" ] && break; kill -0 "$sandbox" || { cat "$work/sandbox.log"; exit 1; }; sleep 0.1; done
url=http://127.0.0.1:$(cat "$work/port")
eval "$(python -m tests.sandbox --env "$url")"

step() { # step TITLE NOTICE
  printf '\n\n=== %s\n    %s\n\n' "$1" "$2"
}

play() { # play ARGUMENTS: runs ansible-playbook, and shows the plan, the results and the recap
  printf '  $ ansible-playbook'; printf ' %s' "${@//$root\//}"; printf '\n'
  if ! ansible-playbook "$@" >"$work/play.log" 2>&1; then cat "$work/play.log"; exit 1; fi
  sed -n '/Show the \(plan\|results\)/,/^$/s/^        "\(.*\)",\{0,1\}$/    \1/p; s/^localhost .*ok=/    ok=/p' "$work/play.log"
}

step "1. The plan: Zoe joins the network team" "Nothing is written. The plan reads as sentences, and the same plan is a page and a Markdown file."
play --check people.access.reconcile -e roster_file=tests/demo/roster.yml -e plan_file=.work/demo/plan.html -e new_passwords_file=.work/demo/passwords.yml
step "2. Carry it out" "All platforms are written in parallel and read again. The run leaves evidence, and the new password of TSNA in a private file."
play people.access.reconcile -e roster_file=tests/demo/roster.yml -e evidence_dir=.work/demo/evidence -e new_passwords_file=.work/demo/passwords.yml
step "3. Zoe moves to the auditors" "Her new profile is exact: the access of the network team goes, with the account on TSNA. Nobody else is touched."
play people.access.reconcile -e roster_file=tests/demo/moved.yml -e remove_platforms=listed -e evidence_dir=.work/demo/evidence
step "4. The same roster again" "Nothing is left to do, so nothing is written."
play people.access.reconcile -e roster_file=tests/demo/moved.yml -e remove_platforms=listed
step "5. Zoe leaves" "She is cut off everywhere at once, then removed, and every platform is read again to prove it."
play people.access.offboard -e leavers=zoe.park@harbor.example -e evidence_dir=.work/demo/evidence
step "6. Who has access to what?" "The review of all accounts is one page that needs no server, and a CSV file for decisions."
play people.access.review -e folder=.work/demo/review

step "Accounts of Zoe that are left" "The sandbox itself is asked, not the collection."
python - "$url" <<'PY'
import json, sys, urllib.request

state = json.load(urllib.request.urlopen(f"{sys.argv[1]}/_sandbox/state"))
left = 0
for platform, content in sorted(state.items()):
    count = json.dumps([content.get(part) for part in ("users", "invites", "groups")]).count("zoe.park@harbor.example")  # logs keep what was
    left += count
    print(f"  {platform:<13} {f'{count} account(s)' if count else 'nothing'}")
sys.exit(1 if left else 0)
PY
printf '\n\nDone. The sandbox is stopped. Look at:\n'
printf '  %s\n' .work/demo/plan.html .work/demo/evidence/*/evidence.html .work/demo/review/*.html

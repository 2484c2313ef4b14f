# Copyright (c) 2026 the people.access authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m tests.sandbox``: serve the sandbox until interrupted; ``--env URL`` prints the environment that points modules at it."""

from __future__ import annotations

import argparse
import pathlib
import shlex
import signal
import sys

from .app import Sandbox
from .wire import serve
from .world import CREDENTIALS, World


def environment(url: str) -> dict[str, str]:
    """Return the environment variables of the connection options for a sandbox at this URL."""
    return {
        "TE_API_ENDPOINT": f"{url}/thousandeyes/v7", "SEGMENT_URL": f"{url}/segment", "CNTB_API": f"{url}/contabo",
        "CNTB_OAUTH2_TOKEN_URL": f"{url}/contabo/auth/token", "TSNA_URL": f"{url}/tsna/bca-networks/api", **CREDENTIALS,
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8700, help="0 takes a free one")
    parser.add_argument("--port-file", type=pathlib.Path, help="write the port here once the server listens")
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--preset", choices=("demo", "empty"), default="demo")
    parser.add_argument("--env", metavar="URL", help="print the environment for a sandbox at this URL and exit")
    parser.add_argument("--collections", metavar="FOLDER", help="print ANSIBLE_COLLECTIONS_PATH too")
    options = parser.parse_args()
    if options.env:
        more = {"ANSIBLE_COLLECTIONS_PATH": options.collections} if options.collections else {}
        print("\n".join(f"export {name}={shlex.quote(value)}" for name, value in {**environment(options.env), **more}.items()))
        return 0
    try:
        server = serve(Sandbox(World(options.people, options.preset)), options.port)
    except OSError:
        print(f"port {options.port} is taken; choose another one with SANDBOX_PORT=...", file=sys.stderr)
        return 1
    port = server.bind_addr[1]
    signal.signal(signal.SIGTERM, lambda *dummy: sys.exit(0))
    if options.port_file:
        options.port_file.write_text(str(port), encoding="utf-8")
    print(f"The sandbox listens on http://127.0.0.1:{port} (press Ctrl-C to stop it).", flush=True)
    try:
        server.serve()
    except KeyboardInterrupt:
        pass
    finally:
        server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())

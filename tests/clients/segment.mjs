// Copyright (c) 2026 the people.access authors
// GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// node tests/clients/segment.mjs URL TOKEN: the nine IAM users operations with the vendor's own client, against a sandbox at URL
// (http://127.0.0.1:PORT/segment). To be run from a folder whose node_modules has @segment/public-api-sdk-typescript.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import path from "node:path";

const [url, token] = process.argv.slice(2);
if (!url || !token) {
  console.error("usage: node segment.mjs URL TOKEN");
  process.exit(2);
}
const segment = createRequire(path.join(process.cwd(), "from-here.js"))("@segment/public-api-sdk-typescript");

const OPERATIONS = [
  "listUsers", "getUser", "deleteUsers", "listInvites", "createInvites", "deleteInvites", "addPermissionsToUser", "replacePermissionsForUser",
  "listUserGroupsFromUser",
];
const called = new Set();
let requests = 0;

function connected(Api, accessToken = token) {
  const api = new Api(url);
  api.accessToken = accessToken;
  return api;
}

const users = connected(segment.IAMUsersApi);

async function call(operation, ...parameters) {
  called.add(operation);
  requests += 1;
  const { response, body } = await users[operation](...parameters);
  assert.equal(response.statusCode, operation === "createInvites" ? 201 : 200, operation);
  assert.ok(response.headers["x-ratelimit-remaining"], `${operation} has no rate headers`);
  return body.data;
}

async function all(operation, key, ...parameters) {
  const found = [];
  let cursor;
  let total;
  do {
    const data = await call(operation, ...parameters, cursor === undefined ? { count: 200 } : { count: 200, cursor });
    found.push(...data[key]);
    total = data.pagination.totalEntries;
    cursor = data.pagination.next;
  } while (cursor);
  assert.equal(found.length, total, `${operation} is incomplete`);
  return found;
}

async function refused(status, type, promise) {
  requests += 1;
  await assert.rejects(promise, (problem) => {
    assert.equal(problem.statusCode, status);
    assert.equal(problem.body.errors[0].type, type);
    return true;
  });
}

async function accept(email) {
  const answer = await fetch(new URL("/_sandbox/segment/accept", url), {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ email }),
  });
  assert.equal(answer.status, 200, `the sandbox did not accept for ${email}`);
}

async function reference() {
  const workspace = (await connected(segment.WorkspacesApi).getWorkspace()).body.data.workspace.id;
  const roles = {};
  let cursor;
  do {
    const { roles: page, pagination } = (await connected(segment.IAMRolesApi).listRoles({ count: 200, cursor })).body.data;
    for (const role of page) roles[role.name] = role.id;
    cursor = pagination.next;
  } while (cursor);
  return { whole: { id: workspace, type: "WORKSPACE" }, roles };
}

const stamp = process.pid;
const joiner = `client.joiner+${stamp}@harbor.example`;
const pending = [`client.first+${stamp}@harbor.example`, `client.second+${stamp}@harbor.example`];
const labels = [{ key: "env", value: "prod" }];

async function joinerLife(whole, roles) {
  const user = (await all("listUsers", "users")).find((one) => one.email === joiner);
  assert.ok(user, "the accepted invite is no user");
  const granted = (await call("getUser", user.id)).user;
  assert.equal(granted.email, joiner);
  assert.deepEqual(granted.permissions.map((one) => [one.roleName, one.resources[0].labels.map((label) => `${label.key}:${label.value}`)]), [
    ["Source Admin", ["env:prod"]],
  ]);
  const web = { id: "src-web", type: "SOURCE" };
  const added = await call("addPermissionsToUser", user.id, { permissions: [{ roleId: roles["Source Read-only"], resources: [web] }] });
  assert.deepEqual(added.permissions.map((one) => one.roleName), ["Source Read-only"]);
  assert.equal((await call("getUser", user.id)).user.permissions.length, 2);
  const wanted = [{ roleId: roles["Function Admin"], resources: [{ ...whole, labels }] }];
  const replaced = await call("replacePermissionsForUser", user.id, { permissions: wanted });
  assert.deepEqual(replaced.permissions.map((one) => one.roleName), ["Function Admin"]);
  assert.deepEqual((await call("getUser", user.id)).user.permissions.map((one) => one.roleName), ["Function Admin"]);
  assert.deepEqual(await all("listUserGroupsFromUser", "groups", user.id), []);
  assert.equal((await call("deleteUsers", [user.id])).status, "SUCCESS");
  await refused(404, "NotFound", users.getUser(user.id));
}

async function clean() {
  const left = (await all("listInvites", "invites")).filter((email) => [joiner, ...pending].includes(email));
  if (left.length) await call("deleteInvites", left);
  const members = (await all("listUsers", "users")).filter((one) => one.email === joiner).map((one) => one.id);
  if (members.length) await call("deleteUsers", members);
}

async function main() {
  const { whole, roles } = await reference();
  const before = [await all("listUsers", "users"), await all("listInvites", "invites")];
  try {
    const sent = await call("createInvites", {
      invites: [{ email: joiner, permissions: [{ roleId: roles["Source Admin"], resources: [whole], labels }] }, ...pending.map((email) => ({ email }))],
    });
    assert.deepEqual(sent.emails, [joiner, ...pending]);
    const listed = await all("listInvites", "invites");
    assert.ok([joiner, ...pending].every((email) => listed.includes(email)), "an invite is not listed");
    await refused(400, "bad-request", users.createInvites({ invites: [{ email: joiner }] }));
    await accept(joiner);
    await joinerLife(whole, roles);
    assert.equal((await call("deleteInvites", pending)).status, "SUCCESS");
    await refused(401, "unauthorized", connected(segment.IAMUsersApi, "wrong").listUsers({ count: 1 }));
  } finally {
    await clean();
  }
  assert.deepEqual([await all("listUsers", "users"), await all("listInvites", "invites")], before, "something was left behind");
  assert.deepEqual([...called].sort(), [...OPERATIONS].sort());
  console.log(`${called.size} operations, ${requests} requests ok`);
}

await main();

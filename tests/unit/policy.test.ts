import { describe, expect, it } from "vitest";
import { type Action, isAllowed, isInScope, type Role, rights, tokenScopes } from "#lib/domain/policy";

const roles: readonly Role[] = ["anonymous", "contributor", "reviewer", "owner", "admin", "system"];
const actions = Object.keys(rights) as Action[];

/** Who may do what, and which scope a token needs for it, as a table that a person reads in a diff. */
function printMatrix(): string {
  const width = Math.max(...actions.map((action) => action.length));
  const head = ["action".padEnd(width), ...roles, "token scope"].join("  ");
  const rows = actions.map((action) => {
    const cells = roles.map((role) => (isAllowed([role], action) ? "yes" : "-").padEnd(role.length));
    const scopes = tokenScopes.filter((scope) => isInScope([scope], action));
    return [action.padEnd(width), ...cells, scopes.join(" ") || "none: session only"].join("  ");
  });
  return `${[head, ...rows].join("\n")}\n`;
}

describe("rights", () => {
  it("are exactly those of the checked-in table: who changes a right changes the table with it", async () => {
    await expect(printMatrix()).toMatchFileSnapshot("policy.matrix.txt");
  });

  it("of several roles are those of any of them", () => {
    for (const action of actions) {
      const each = roles.filter((role) => role !== "system" && isAllowed([role], action));
      expect(isAllowed(["anonymous", "contributor"], action)).toBe(
        each.includes("anonymous") || each.includes("contributor"),
      );
    }
  });

  it("of nobody at all are none", () => {
    for (const action of actions) expect(isAllowed([], action), action).toBe(false);
  });

  it("leave nothing but reading to somebody who is not signed in", () => {
    const open = actions.filter((action) => isAllowed(["anonymous"], action));
    expect(open.filter((action) => !action.endsWith(".read"))).toEqual([]);
  });

  it("give a token that reads nothing that changes anything, and no token the account itself", () => {
    const changed = actions.filter((action) => isInScope(["read"], action) && !/\.(read|list)/.test(action));
    expect(changed).toEqual([]);
    for (const action of ["account.edit_own", "token.manage_own", "user.change_role"] as const)
      expect(isInScope(tokenScopes, action), action).toBe(false);
  });
});

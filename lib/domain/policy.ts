/** Who may do what: the one rights table. A test prints the whole matrix and compares it with tests/unit/policy.matrix.txt. */
export type Role = "anonymous" | "contributor" | "reviewer" | "owner" | "admin" | "system";

/** Scopes that a bearer token can carry; a browser session has all of them. */
export const tokenScopes = ["read", "contribute", "review", "manage"] as const;
export type TokenScope = (typeof tokenScopes)[number];

type Rule = { roles: readonly Role[]; scope: TokenScope | "session" };

const anyone: readonly Role[] = ["anonymous", "contributor", "reviewer", "owner", "admin"];
const signedIn: readonly Role[] = ["contributor", "reviewer", "owner", "admin"];
const reviewing: readonly Role[] = ["reviewer", "owner"];
const owning: readonly Role[] = ["owner", "admin"];
const admin: readonly Role[] = ["admin"];

/** "self" rules (own work, own account) are the service's: here stands only what a role may do at all. */
export const rights = {
  "board.read": { roles: anyone, scope: "read" },
  "ledger.read": { roles: anyone, scope: "read" },
  "profile.read": { roles: anyone, scope: "read" },
  "project.read": { roles: anyone, scope: "read" },
  "project.read_draft": { roles: owning, scope: "read" },
  "project.create": { roles: signedIn, scope: "manage" },
  "project.edit": { roles: owning, scope: "manage" },
  "project.change_state": { roles: owning, scope: "manage" },
  "project.request_budget": { roles: owning, scope: "manage" },
  "project.fund": { roles: admin, scope: "manage" },
  "member.grant": { roles: owning, scope: "manage" },
  "contribution.submit": { roles: signedIn, scope: "contribute" },
  "contribution.read_own": { roles: signedIn, scope: "read" },
  "contribution.read_any": { roles: ["reviewer", "owner", "admin"], scope: "read" },
  "contribution.erase_own": { roles: signedIn, scope: "contribute" },
  "contribution.erase_any": { roles: owning, scope: "manage" },
  "contribution.list_project": { roles: owning, scope: "read" },
  "review.claim": { roles: reviewing, scope: "review" },
  "review.decide": { roles: reviewing, scope: "review" },
  "task.edit": { roles: owning, scope: "manage" },
  "label.claim": { roles: signedIn, scope: "contribute" },
  "label.judge": { roles: reviewing, scope: "review" },
  "quality.read": { roles: ["reviewer", "owner", "admin"], scope: "read" },
  "statement.read_own": { roles: signedIn, scope: "read" },
  "account.edit_own": { roles: signedIn, scope: "session" },
  "token.manage_own": { roles: signedIn, scope: "session" },
  "transfer.correct": { roles: admin, scope: "manage" },
  "snapshot.request": { roles: admin, scope: "manage" },
  "treasury.mint": { roles: admin, scope: "manage" },
  "user.list": { roles: admin, scope: "manage" },
  "user.change_role": { roles: admin, scope: "session" },
  "user.ban": { roles: admin, scope: "manage" },
  "job.read": { roles: admin, scope: "read" },
  "job.retry": { roles: admin, scope: "manage" },
  "audit.read": { roles: admin, scope: "read" },
} as const satisfies Record<string, Rule>;

export type Action = keyof typeof rights;

/** True when any of the roles may do it. The system (job loop, seed) may do everything. */
export function isAllowed(roles: readonly Role[], action: Action): boolean {
  const allowed: readonly Role[] = rights[action].roles;
  return roles.some((role) => role === "system" || allowed.includes(role));
}

/** True when a token with these scopes may be used for the action; "session" actions take no token at all. */
export function isInScope(scopes: readonly TokenScope[], action: Action): boolean {
  const needed: TokenScope | "session" = rights[action].scope;
  return needed !== "session" && scopes.includes(needed);
}

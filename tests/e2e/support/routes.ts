import { readdirSync } from "node:fs";
import type { DemoKey, Person } from "./people";

export type Route = {
  /** The address; a function finds one for pages about something. */
  path: string | ((person: Person) => Promise<string>);
  /** The page's folder below app/[locale]. */
  page: string;
  /** Who looks at it; nobody in particular when left out. */
  as?: DemoKey;
  /** The answer's status, when it is not 200. */
  status?: number;
};

const itemOf = (status: "accepted" | "in_review" | "changes_requested") => async (person: Person) => {
  const { items } = await person.api.contribution.mine({ status });
  if (!items[0]) throw new Error(`${person.handle} has nothing that is ${status}`);
  return `/contributions/${items[0].id}`;
};

/** Every page, as the right person sees it; the same page twice where it looks different. */
export const routes: readonly Route[] = [
  { page: "", path: "/" },
  { page: "projects", path: "/projects" },
  { page: "projects/[slug]", path: "/projects/everyday-zh-tw" },
  { page: "projects/[slug]", path: "/projects/read-aloud-en", as: "contributor" },
  { page: "projects/[slug]", path: "/projects/phrases-zh-en", as: "contributor" },
  { page: "projects/[slug]", path: "/projects/city-hall-zh-tw" },
  { page: "leaderboard", path: "/leaderboard", as: "contributor" },
  { page: "ledger", path: "/ledger" },
  { page: "ledger/[ref]", path: "/ledger/3" },
  { page: "ledger/recompute", path: "/ledger/recompute?person=contributor-demo" },
  { page: "removed", path: "/removed" },
  { page: "u/[handle]", path: "/u/contributor-demo" },
  { page: "verify", path: "/verify" },
  { page: "docs", path: "/docs" },
  { page: "docs/entries", path: "/docs/entries" },
  { page: "docs/points", path: "/docs/points" },
  { page: "sign-in", path: "/sign-in" },
  { page: "sign-in/link", path: "/sign-in/link" },
  { page: "sign-up", path: "/sign-up" },
  { page: "forgot", path: "/forgot" },
  { page: "reset", path: "/reset" },
  { page: "confirm", path: "/confirm" },
  { page: "setup", path: "/setup" },
  { page: "[...rest]", path: "/there/is/nothing", status: 404 },
  { page: "me", path: "/me", as: "contributor" },
  { page: "me/answers", path: "/me/answers", as: "contributor" },
  { page: "me/statement", path: "/me/statement", as: "contributor" },
  { page: "me/receipts", path: "/me/receipts", as: "contributor" },
  { page: "me/projects", path: "/me/projects", as: "meiling" },
  { page: "contributions/[id]", path: itemOf("accepted"), as: "contributor" },
  { page: "contributions/[id]", path: itemOf("in_review"), as: "nora" },
  { page: "projects/[slug]/contribute", path: "/projects/banking-intents/contribute", as: "contributor" },
  { page: "projects/[slug]/contribute", path: "/projects/captions-zh-tw/contribute", as: "contributor" },
  { page: "projects/[slug]/contribute/import", path: "/projects/everyday-zh-tw/contribute/import", as: "contributor" },
  { page: "projects/[slug]/review", path: "/projects/everyday-zh-tw/review", as: "reviewer" },
  { page: "projects/[slug]/review", path: "/projects/captions-zh-tw/review", as: "reviewer" },
  { page: "projects/[slug]/label", path: "/projects/everyday-zh-tw/label", as: "contributor" },
  { page: "projects/[slug]/label", path: "/projects/banking-intents/label", as: "contributor" },
  { page: "projects/[slug]/labelling", path: "/projects/banking-intents/labelling", as: "oliver" },
  { page: "projects/[slug]/labelling", path: "/projects/helpful-answers/labelling", as: "oliver" },
  { page: "projects/[slug]/labelling", path: "/projects/everyday-zh-tw/labelling", as: "meiling" },
  { page: "projects/[slug]/quality", path: "/projects/everyday-zh-tw/quality", as: "meiling" },
  { page: "projects/[slug]/quality", path: "/projects/banking-intents/quality", as: "oliver" },
  { page: "projects/[slug]/settings", path: "/projects/helpful-answers/settings", as: "oliver" },
  { page: "projects/[slug]/settings", path: "/projects/everyday-zh-tw/settings", as: "meiling" },
  { page: "projects/new", path: "/projects/new", as: "contributor" },
  { page: "review", path: "/review", as: "reviewer" },
  { page: "review", path: "/review", as: "contributor" },
  { page: "review/history", path: "/review/history", as: "reviewer" },
  { page: "account", path: "/account", as: "contributor" },
  { page: "account/security", path: "/account/security", as: "contributor" },
  { page: "account/tokens", path: "/account/tokens", as: "contributor" },
  { page: "account/data", path: "/account/data", as: "contributor" },
  { page: "admin", path: "/admin", as: "admin" },
  { page: "admin/users/[handle]", path: "/admin/users/contributor-demo", as: "admin" },
  { page: "admin/projects", path: "/admin/projects", as: "admin" },
  { page: "admin/treasury", path: "/admin/treasury", as: "admin" },
  { page: "admin/jobs", path: "/admin/jobs", as: "admin" },
  { page: "admin/audit", path: "/admin/audit", as: "admin" },
  { page: "admin", path: "/admin", as: "contributor" },
];

/** The folders of app/[locale] that hold a page. */
export function listPages(): string[] {
  const files = readdirSync("app/[locale]", { recursive: true, encoding: "utf8" });
  return files.filter((file) => /(?:^|\/)page\.tsx$/.test(file)).map((file) => file.replace(/\/?page\.tsx$/, ""));
}

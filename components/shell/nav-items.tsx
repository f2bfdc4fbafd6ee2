import { useTranslations } from "next-intl";

const hrefs = {
  projects: "/projects",
  review: "/review",
  leaderboard: "/leaderboard",
  ledger: "/ledger",
} as const;

/** The main places, in their order, with their words. */
export function useNavItems() {
  const t = useTranslations("shell.nav");
  return (Object.keys(hrefs) as (keyof typeof hrefs)[]).map((key) => ({ key, href: hrefs[key], label: t(key) }));
}

/** True on the place itself and anywhere below it. */
export function isWithin(path: string, href: string): boolean {
  return path === href || path.startsWith(`${href}/`);
}

import { env } from "./env";

/** Ways to sign in that are configured. Passwords always work; the others need keys or a mail server. */
export function signInWays(mailAvailable: boolean): { github: boolean; google: boolean; emailLink: boolean } {
  return { github: Boolean(env().github), google: Boolean(env().google), emailLink: mailAvailable };
}

/** What the browser says to next-auth's routes. Its own client library would do the same with a dozen kilobytes more. */

const FORM = { "content-type": "application/x-www-form-urlencoded" };

type SignInAnswer = { ok: true } | { ok: false; error: string };

/** Signs in with e-mail and password. Rejects when the server cannot be reached. */
export async function signInWithPassword(email: string, password: string): Promise<SignInAnswer> {
  return readAnswer(await post("callback/password", { email, password }));
}

/** Asks for a mail with a link to sign in. The answer is the same for every address. */
export async function requestLink(email: string, next: string): Promise<SignInAnswer> {
  return readAnswer(await post("signin/email", { email, callbackUrl: next }));
}

/** Goes to GitHub or Google and comes back to `next`. */
export async function goToProvider(provider: string, next: string): Promise<void> {
  const { url } = (await (await post(`signin/${provider}`, { callbackUrl: next })).json()) as { url: string };
  window.location.assign(url);
}

/** Ends this session and starts the page anew, so that nothing of the person stays in memory. */
export async function signOut(): Promise<void> {
  await post("signout", {});
  window.location.assign("/");
}

/** Puts the end of the session off by its whole length. */
export async function renewSession(): Promise<void> {
  await fetch("/api/auth/session", { cache: "no-store" });
}

async function post(path: string, values: Record<string, string>): Promise<Response> {
  const answer = await fetch("/api/auth/csrf", { cache: "no-store" });
  const { csrfToken } = (await answer.json()) as { csrfToken: string };
  const body = new URLSearchParams({ ...values, csrfToken, json: "true" });
  return fetch(`/api/auth/${path}`, { method: "POST", headers: FORM, body });
}

/** next-auth answers with an address; its `error` says what went wrong. */
async function readAnswer(response: Response): Promise<SignInAnswer> {
  const { url } = (await response.json()) as { url?: string };
  const found = url ? new URL(url, window.location.origin) : undefined;
  const error = found?.searchParams.get("error") ?? (found?.searchParams.has("csrf") ? "Callback" : null);
  if (error) return { ok: false, error };
  return response.ok && url ? { ok: true } : { ok: false, error: "internal" };
}

import { hash, verify } from "@node-rs/argon2";
import { AppError } from "#lib/domain/error";
import { passwordFault } from "#lib/domain/password";

// The package's defaults are argon2id with 19 MiB, two passes, one lane: what OWASP asks for at the least.
let decoy: Promise<string> | undefined;

/** Hash of a password, with its salt and costs; about 60 ms off the main thread. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize("NFKC"));
}

/** True when the password fits. Without a hash it takes as long and says no, so that time does not tell who exists. */
export async function fitsPassword(stored: string | null | undefined, password: string): Promise<boolean> {
  decoy ??= hash("a password that nobody has");
  const fits = await verify(stored ?? (await decoy), password.normalize("NFKC")).catch(() => false);
  return fits && Boolean(stored);
}

/** Refuses a password that is long enough and still easy; `known` is what others know about the person. */
export function assertStrong(password: string, known: readonly string[]): void {
  const fault = passwordFault(
    password,
    known.flatMap((text) => [text, text.split("@")[0] ?? ""]),
  );
  if (fault) throw new AppError("auth.password_weak", { details: { fault } });
}

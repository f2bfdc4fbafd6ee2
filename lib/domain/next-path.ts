// A path of this site: one slash, then neither a second one nor a backslash (browsers read both as "another host"), and no
// control characters, which they drop before reading.
const OWN_PATH = /^\/(?![/\\])[^\\\p{Cc}\s]*$/u;
const LONGEST_CHARS = 2_000;

/**
 * Where to go after signing in. Input: what the address says (`?next=`), from anybody; output: it, when it is a path of this very
 * site that is no page of signing in, else `fallback`.
 */
export function safeNextPath(wanted: string | null | undefined, fallback = "/me"): string {
  if (!wanted || wanted.length > LONGEST_CHARS || !OWN_PATH.test(wanted)) return fallback;
  // "/.//host" is resolved to "//host" by browsers.
  if (
    /^\/(?:\.{1,2}|%2e)+\//i.test(wanted) ||
    /^(?:\/(?:en|zh-TW))?\/(?:sign-in|sign-up|api|rpc)(?:[/?#]|$)/.test(wanted)
  )
    return fallback;
  return wanted;
}

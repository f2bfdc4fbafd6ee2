import type { InputIssue } from "#lib/domain/error";
import { type SchemaIssue, withLimit } from "#lib/domain/issue";

const KEY = /^[a-z][a-z0-9_]*$/;

/** Issues as dotted paths and keys of "error.field": a schema's own key stays, zod's English sentences become keys. */
export function toInputIssues(issues: readonly SchemaIssue[]): InputIssue[] {
  return issues.flatMap((issue) => {
    const path = (issue.path ?? []).map((step) => String(typeof step === "object" ? step.key : step));
    // Strict objects report all their unknown keys at once; each is an issue of its own place.
    if (issue.code === "unrecognized_keys" && issue.keys) {
      return issue.keys.map((key) => ({ path: [...path, key].join("."), message: "not_asked" }));
    }
    const message = KEY.test(issue.message) ? issue.message : keyOf(issue);
    return [withLimit({ path: path.join("."), message }, issue)];
  });
}

function keyOf(issue: SchemaIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return /received undefined/.test(issue.message) ? "required" : "wrong_type";
    case "too_small":
      if (issue.origin === "string") return issue.minimum === 1 ? "required" : "too_short";
      return issue.origin === "array" ? "too_few" : "too_small";
    case "too_big":
      if (issue.origin === "string") return "too_long";
      return issue.origin === "array" ? "too_many" : "too_large";
    case "invalid_value":
      return "not_in_list";
    case "invalid_format":
      return "wrong_format";
    default:
      return "wrong_type";
  }
}

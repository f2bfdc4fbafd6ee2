import { expect, test } from "vitest";
import { safeNextPath } from "#lib/domain/next-path";
import { passwordFault } from "#lib/domain/password";
import fc from "#tests/support/property";

test("after signing in nobody is led off this site, whatever the address says", () => {
  const foreign = [
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n//evil.example",
    "/.//evil.example",
    "/..//evil.example",
    "/%2e//evil.example",
    "javascript:alert(1)",
    "evil",
    "",
    null,
  ];
  for (const wanted of foreign) expect(safeNextPath(wanted)).toBe("/me");
});

test("a path of this site is kept, with its query and fragment", () => {
  for (const own of ["/", "/projects/x?tab=board#top", "/zh-TW/ledger", "/u/mei-ling"]) {
    expect(safeNextPath(own)).toBe(own);
  }
});

test("pages of signing in are no place to return to", () => {
  for (const loop of ["/sign-in?next=/x", "/zh-TW/sign-up", "/api/auth/signout", "/rpc/x"]) {
    expect(safeNextPath(loop)).toBe("/me");
  }
});

test("whatever safeNextPath lets through, browsers resolve to this very host", () => {
  const pieces = fc.constantFrom(
    "/",
    "\\",
    ".",
    "%2e",
    "\t",
    "\n",
    "@",
    "evil.example",
    ":",
    "?",
    "#",
    "a",
    " ",
    "zh-TW",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const path = safeNextPath(parts.join(""));
      expect(new URL(path, "https://assay.example").origin).toBe("https://assay.example");
    }),
    { numRuns: 2_000 },
  );
});

test("a password that is long and still easy is named as such", () => {
  expect(passwordFault("aaaaaaaaaaaa")).toBe("few_characters");
  expect(passwordFault("Password123!")).toBe("common");
  expect(passwordFault("1234567890")).toBe("common");
  expect(passwordFault("qwertyuiop12")).toBe("common");
  expect(passwordFault("meiling@x.tw", ["meiling@x.tw"])).toBe("personal");
});

test("unrelated words, also Chinese ones, are good passwords", () => {
  expect(passwordFault("paper tiger rides north", ["ada@example.org", "ada"])).toBeUndefined();
  expect(passwordFault("清晨的火車慢慢開往北方山城")).toBeUndefined();
  expect(passwordFault("my password is a long story")).toBeUndefined();
});

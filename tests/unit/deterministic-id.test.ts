import { v5 } from "uuid";
import { expect, test } from "vitest";
import { deterministicId } from "#lib/services/account";

test("deterministicId is the version 5 UUID of its parts, for any text", () => {
  for (const parts of [["a"], ["batch", "x", 5], ["句子", "😀"], [""]]) {
    expect(deterministicId(...parts)).toBe(v5(parts.join("|"), "6f1c7f0e-6c0b-4b8e-9a53-0d5e0f3a7c11"));
  }
});

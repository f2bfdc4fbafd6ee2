import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { router } from "#lib/api/router";

test("no route beside the router's own takes the address of one of its nouns", () => {
  const beside = readdirSync(join(import.meta.dirname, "../../app/rpc")).filter((name) => !name.startsWith("["));
  expect(beside.length).toBeGreaterThan(0);
  expect(beside.filter((name) => Object.hasOwn(router, name))).toEqual([]);
});

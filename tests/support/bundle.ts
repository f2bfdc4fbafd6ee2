import { mkdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";

// What looks for files beside itself, or is loaded by few, stays outside.
const OUTSIDE = ["@electric-sql/pglite", "@node-rs/argon2", "next", "next-auth", "next-intl", "pg", "pino", "sharp"];

const made = new Map<string, Promise<string>>();

/** The path of a program and all it imports in one file, which starts in a fraction of the time; made once in a process, gone with it. */
export function bundleOf(entry: string): Promise<string> {
  const known = made.get(entry);
  if (known) return known;
  const outfile = `.cache/${basename(entry, ".ts")}-${process.pid}.mjs`;
  mkdirSync(".cache", { recursive: true });
  process.once("exit", () => rmSync(outfile, { force: true }));
  const making = bundle(entry, outfile).then(() => outfile);
  made.set(entry, making);
  return making;
}

/** esbuild is tsx's own. */
async function bundle(entry: string, outfile: string): Promise<void> {
  const require = createRequire(import.meta.url);
  const esbuild = createRequire(require.resolve("tsx/package.json"))("esbuild") as {
    build(options: object): Promise<unknown>;
  };
  const options = {
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "silent",
    banner: {
      js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
    },
  };
  // A package that cannot be put in (a native one, say) leaves all packages outside: slower, and right.
  await esbuild
    .build({ ...options, external: OUTSIDE })
    .catch(() => esbuild.build({ ...options, packages: "external" }));
}

import { createRequire } from "node:module";

/**
 * One file of a child process and all it imports, so that it starts in a fraction of the time; what looks for files beside itself stays
 * outside. esbuild is tsx's own.
 */
export async function bundleChild(entry: string, outfile: string): Promise<void> {
  const require = createRequire(import.meta.url);
  const esbuild = createRequire(require.resolve("tsx/package.json"))("esbuild") as {
    build(options: object): Promise<unknown>;
  };
  await esbuild.build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["@electric-sql/pglite", "pg", "pino"],
    banner: {
      js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
    },
  });
}

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { start } from "./start-run.mjs";
import { StartError } from "./start-say.mjs";

const CONFIGURATION = [
  ...["ASSAY_URL", "NEXTAUTH_URL", "NEXTAUTH_SECRET", "WORKER", "SMTP_URL", "MAIL_FROM", "LOG_LEVEL", "DEMO"],
  ...["GITHUB_ID", "GITHUB_SECRET", "GOOGLE_ID", "GOOGLE_SECRET", "PORT"],
  ...["LOG_KEY", "LOG_KEY_FILE", "LOG_ORIGIN", "LOG_POLICY_FILE"],
];

/**
 * Migrations, demo data and the first admin's link, by `assay setup`; returns what to tell at the end of the start. Skipped (it
 * takes 3 s) when the embedded database was settled with these very migrations, nobody has it open, and no bucket is to be tried.
 */
export async function setUp(dataDir, env) {
  const stampPath = join(dataDir, "db", "assay-setup.json");
  const code = codeHash();
  const settled =
    env.DATABASE_URL || env.S3_BUCKET || existsSync(join(dataDir, "db.lock")) ? undefined : readStamp(stampPath);
  if (settled?.code === code) return settled.text;
  const notes = await runSetup(env);
  if (notes.settled && !env.DATABASE_URL) writeFileSync(stampPath, JSON.stringify({ code, text: notes.text }));
  return notes.text;
}

function runSetup(env) {
  return new Promise((resolve, reject) => {
    const args = ["--import", "tsx", "bin/assay.ts", "setup", "--json"];
    const child = start(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.on("data", (data) => {
      output += data;
    });
    child.once("close", (code) => {
      if (code === 0) resolve(JSON.parse(output));
      // setup has said why on standard error.
      else reject(new StartError(`Assay did not start${code === null ? ": its setup was ended from outside" : ""}.`));
    });
  });
}

function readStamp(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

/** The migrations and the configuration: setup also is what proves the configuration. */
function codeHash() {
  const hash = createHash("sha256");
  for (const name of CONFIGURATION) hash.update(`${name}=${process.env[name] ?? ""}\0`);
  for (const name of readdirSync("db/migrations").sort()) {
    if (name.endsWith(".sql")) hash.update(readFileSync(join("db/migrations", name)));
  }
  return hash.digest("hex");
}

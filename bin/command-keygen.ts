import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { writeOnce } from "#lib/keep-file";
import { formatSignerKey, formatVerifierKey } from "#lib/ledger/vkey";
import { newSigner } from "#lib/log-key";
import { refusal } from "#lib/refusal";

export function addKeygen(program: Command): void {
  program
    .command("keygen")
    .description("make a key that signs the log: the secret goes into a new file, the public verifier key is printed")
    .requiredOption("--origin <name>", "the log's name, such as assay.example.org/log: who signs, for ever")
    .option("--out <file>", "where the secret goes; never over a file that is there", "log.key")
    .action(({ origin, out }: { origin: string; out: string }) => {
      if (!/^[^\s+]{1,200}$/.test(origin)) {
        throw refusal(
          "input.invalid",
          `"${origin}" cannot name a log: no spaces, no plus signs, at most 200 characters.`,
        );
      }
      const path = resolve(process.env.INIT_CWD ?? "", out);
      if (existsSync(path))
        throw refusal("input.invalid", `${path} is there already and stays as it is. Name another file (--out).`);
      const key = newSigner(origin);
      writeOnce(path, () => `${formatSignerKey(key)}\n`);
      process.stderr.write(
        `The secret key is in ${path}, readable by you only. Keep a copy where the server is not.\nVerifier key, for everybody:\n`,
      );
      process.stdout.write(`${formatVerifierKey(key)}\n`);
    });
}

import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import type { LogStateStore } from "#lib/domain/log-state";
import { refusal } from "#lib/refusal";

const LINE = /^([0-9]{1,16}) ([0-9a-f]{64})\n$/;

/**
 * One line, "size root", in a file beside the database and not in its backups. Written beside its place, flushed and moved there.
 * Throws a refusal when the file is there and is not ours: guessing could sign a second history.
 */
export function fileLogState(path: string): LogStateStore {
  return {
    read: async () => {
      const text = await readFile(/* turbopackIgnore: true */ path, "utf8").catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return undefined;
        throw error;
      });
      if (text === undefined) return undefined;
      const [, size, root] = LINE.exec(text) ?? [];
      if (!size || !root) {
        throw refusal(
          "internal",
          `${path} should hold the size and root of the newest signed checkpoint and does not. Restore it from a backup, or follow "The log does not sign" in docs/operating.md.`,
        );
      }
      return { size: Number(size), root: new Uint8Array(Buffer.from(root, "hex")) };
    },
    write: async ({ size, root }) => {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const draft = `${path}.${process.pid}`;
      const file = await open(/* turbopackIgnore: true */ draft, "w", 0o600);
      try {
        await file.writeFile(`${size} ${Buffer.from(root).toString("hex")}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, path);
    },
  };
}

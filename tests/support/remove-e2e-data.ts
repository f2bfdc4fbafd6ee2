import { rmSync } from "node:fs";

/** After all browser tests: their server's data folder is of no use to anyone. */
export default function removeData(): void {
  const folder = process.env.E2E_DATA_DIR;
  if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

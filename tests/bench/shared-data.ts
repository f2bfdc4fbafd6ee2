import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";

/** Marked test data that is not part of the repository: SHARED_DATA names its folder, else it lies beside the repository. */
const folder = resolve(process.env.SHARED_DATA ?? "../shared/data");

/** Path of a file or folder of the shared test data. */
export const sharedPath = (name: string) => join(folder, name);

/** Objects of a JSONL file of the shared test data. */
export async function readRows<T>(file: string): Promise<T[]> {
  const text = await readFile(sharedPath(file), "utf8");
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as T);
}

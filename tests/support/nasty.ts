import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const shared = join(import.meta.dirname, "../../../shared/data/nasty");
const copied = join(import.meta.dirname, "../vectors/tables");

/** Bytes of a file of the collection of hostile files: from beside the project where that is, else the copy of it here. */
export function readNasty(file: string): Buffer {
  const beside = join(shared, file);
  if (existsSync(beside)) return readFileSync(beside);
  if (file === "csv/huge_cell.csv")
    return Buffer.from(`id,text,label\n1,${"a".repeat(1_200_000)},neutral\n2,ok,neutral\n`);
  return readFileSync(join(copied, file.replace("csv_spectrum/", "spectrum-").replace("/", "-")));
}

/** Files of the manifest that come as tables: the others are pictures and sounds. */
export function listNasty(): string[] {
  return (
    readNasty("manifest.csv")
      .toString("utf8")
      .split("\n")
      .slice(1)
      .flatMap((line) => line.split(",")[0] ?? [])
      .filter((file) => file !== "" && !/^(?:image|audio)\//.test(file) && !/^csv_spectrum\/.*\.json$/.test(file))
      // Texts that are shared under terms of their own were not copied.
      .filter((file) => file !== "misc/duplicates.jsonl" || existsSync(join(shared, file)))
  );
}

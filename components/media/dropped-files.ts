// What file managers put into every folder, and nobody means.
const IGNORED = /^(?:\.|Thumbs\.db$|desktop\.ini$)/i;

/** The files of a drop, those in folders too, whatever their depth. Must be called in the event's own turn: later its items are gone. */
export function readDropped(transfer: DataTransfer): Promise<File[]> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry?.() ?? []);
  if (entries.length === 0) return Promise.resolve(plainFiles(transfer.files));
  return Promise.all(entries.map(filesOf)).then((lists) => lists.flat());
}

/** The files of a chosen list, without what file managers leave about. */
export function plainFiles(files: FileList | null): File[] {
  return [...(files ?? [])].filter((file) => !IGNORED.test(file.name));
}

async function filesOf(entry: FileSystemEntry): Promise<File[]> {
  if (IGNORED.test(entry.name)) return [];
  if (entry.isFile) {
    return new Promise((resolve) =>
      (entry as FileSystemFileEntry).file(
        (file) => resolve([file]),
        () => resolve([]),
      ),
    );
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const files: File[] = [];
  for (;;) {
    // A folder is told in parts; an empty part is its end.
    const part = await new Promise<FileSystemEntry[]>((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (part.length === 0) return files;
    for (const inner of part) files.push(...(await filesOf(inner)));
  }
}

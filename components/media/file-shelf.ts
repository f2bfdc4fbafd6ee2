/** A file that is on its way: kept in the browser, so that a closed tab can go on where it was. `id` is null until the server has given one. */
export type ShelvedFile = {
  key: string;
  place: string;
  id: string | null;
  file: File;
  /** The pack that it goes with, and where it stands in it. */
  pack?: { key: string; at: number } | undefined;
};

const NAME = "assay-files";
const STORE = "file";

// The browser keeps a copy: one of a large archive would fill a phone.
const KEPT_BYTES = 268_435_456;

/** Storage may be missing, full or forbidden: then a closed tab asks for its file again, and nothing else is worse. */
export async function keepFile(entry: ShelvedFile): Promise<void> {
  if (entry.file.size > KEPT_BYTES) return;
  await act("readwrite", (store) => store.put(entry)).catch(() => {});
}

export async function dropFile(key: string): Promise<void> {
  await act("readwrite", (store) => store.delete(key)).catch(() => {});
}

export async function listFiles(place: string): Promise<ShelvedFile[]> {
  const all = await act<ShelvedFile[]>("readonly", (store) => store.getAll()).catch(() => []);
  return all.filter((entry) => entry.place === place && entry.file instanceof File);
}

const packItem = (key: string) => `assay-pack.${key}`;

/** The upload of a pack whose files are on the shelf; with null it is forgotten. */
export function rememberPack(key: string, id: string | null): void {
  try {
    if (id === null) localStorage.removeItem(packItem(key));
    else localStorage.setItem(packItem(key), id);
  } catch {
    // A pack that is not known again is found by its name, or sent anew.
  }
}

export function recallPack(key: string): string | null {
  try {
    return localStorage.getItem(packItem(key));
  } catch {
    return null;
  }
}

let opened: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function act<T = unknown>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest): Promise<T> {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, mode);
    const request = work(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request.result as T);
    transaction.onabort = () => reject(transaction.error);
    transaction.onerror = () => reject(transaction.error);
  });
}

/** A file that is on its way: kept in the browser, so that a closed tab can go on where it was. `id` is null until the server has given one. */
export type ShelvedFile = { key: string; place: string; id: string | null; file: File };

const NAME = "assay-files";
const STORE = "file";

/** Storage may be missing, full or forbidden: then a closed tab asks for its file again, and nothing else is worse. */
export async function keepFile(entry: ShelvedFile): Promise<void> {
  await act("readwrite", (store) => store.put(entry)).catch(() => {});
}

export async function dropFile(key: string): Promise<void> {
  await act("readwrite", (store) => store.delete(key)).catch(() => {});
}

export async function listFiles(place: string): Promise<ShelvedFile[]> {
  const all = await act<ShelvedFile[]>("readonly", (store) => store.getAll()).catch(() => []);
  return all.filter((entry) => entry.place === place && entry.file instanceof File);
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

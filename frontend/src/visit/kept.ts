// Findings that wait on this device for the network: in IndexedDB, which also holds pictures. One for each item.
const NAME = "linli-visit";
const STORE = "findings";

export interface Kept {
  key: string;
  who: string;
  url: string;
  fields: [string, string | File][];
  isDraft: boolean;
  error?: string;
}

function asked<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((done, failed) => {
    request.addEventListener("success", () => done(request.result));
    request.addEventListener("error", () => failed(request.error));
  });
}

let opened: Promise<IDBDatabase> | undefined;

// Opened once: what is typed is then handed over at once, also on a page that is about to close.
function base(): Promise<IDBDatabase> {
  const opening = indexedDB.open(NAME, 1);
  opening.addEventListener("upgradeneeded", () => opening.result.createObjectStore(STORE, { keyPath: "key" }));
  return asked(opening);
}

async function store(mode: IDBTransactionMode): Promise<IDBObjectStore> {
  opened ??= base();
  return (await opened).transaction(STORE, mode).objectStore(STORE);
}

// Committed without waiting for the answer, which a closing page no longer hears.
export async function keep(one: Kept): Promise<void> {
  const place = await store("readwrite");
  const kept = asked(place.put(one));
  place.transaction.commit();
  await kept;
}

// Only what was sent is dropped: somebody may have typed anew while it was on its way.
export async function drop(one: Kept): Promise<void> {
  const place = await store("readwrite");
  const now = (await asked(place.get(one.key))) as Kept | undefined;
  if (now && tokenOf(now) === tokenOf(one)) await asked(place.delete(one.key));
}

// What the server refused waits for its author and is not sent again as it is.
export async function mark(one: Kept, error: string): Promise<boolean> {
  const place = await store("readwrite");
  const now = (await asked(place.get(one.key))) as Kept | undefined;
  if (now && tokenOf(now) === tokenOf(one)) await asked(place.put({ ...now, error }));
  return true;
}

export async function forget(key: string): Promise<void> {
  await asked((await store("readwrite")).delete(key));
}

export async function waiting(who: string): Promise<Kept[]> {
  const all = (await asked((await store("readonly")).getAll())) as Kept[];
  return all.filter((one) => one.who === who).sort((one, other) => Number(one.isDraft) - Number(other.isDraft));
}

export function tokenOf(one: Kept): string {
  return String(one.fields.find(([name]) => name === "token")?.[1] ?? "");
}

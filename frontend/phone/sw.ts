// The app shell from the cache when there is no network. It keeps pages and hashed files only:
// the engineer's data lives in IndexedDB, and /api/ is never answered from here.

interface Waitable extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetched extends Waitable {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}

const SHELL = "callout-shell";
const PAGE = "/phone/";

self.addEventListener("install", (event) => {
  (event as Waitable).waitUntil(caches.open(SHELL).then((shell) => shell.add(PAGE)));
});

self.addEventListener("fetch", (event) => {
  const { request } = event as Fetched;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && pathname === PAGE) {
    (event as Fetched).respondWith(freshPage(request));
  } else if (pathname.startsWith("/static/")) {
    (event as Fetched).respondWith(keptFile(request));
  }
});

/** The server's page when it answers, so that a new build is used at once; else the kept one. */
async function freshPage(request: Request): Promise<Response> {
  const shell = await caches.open(SHELL);
  try {
    const answer = await fetch(request);
    if (answer.ok) await shell.put(PAGE, answer.clone());
    return answer;
  } catch (offline) {
    const kept = await shell.match(PAGE);
    if (kept) return kept;
    throw offline;
  }
}

/** Built files carry their content's hash in the name: one kept copy is good for ever. */
async function keptFile(request: Request): Promise<Response> {
  const shell = await caches.open(SHELL);
  const kept = await shell.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && answer.status === 200) await shell.put(request, answer.clone());
  return answer;
}

export {};

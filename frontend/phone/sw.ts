// The app shell, whole, from the cache: a start needs no network, and a page never meets files of
// another build. A new build waits until the engineer takes it (updates.ts). The engineer's data
// lives in IndexedDB; /api/ is never answered from here.

interface Waitable extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetched extends Waitable {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Pushed {
  data: { json(): Partial<Told> } | null;
}
interface Tapped {
  notification: { close(): void; data?: { path?: string } };
}
/** What the served worker begins with: the addresses of this build (backend/web/phone/views.py). */
interface Shell {
  build: string;
  needed: string[];
  later: string[];
}
interface Worker {
  SHELL: Shell;
  skipWaiting(): Promise<void>;
  registration: { showNotification(title: string, options: object): Promise<void> };
  clients: {
    claim(): Promise<void>;
    matchAll(what: object): Promise<OpenPage[]>;
    openWindow(address: string): Promise<unknown>;
  };
}
interface OpenPage {
  focus(): Promise<unknown>;
  postMessage(told: object): void;
}
/** A notice as the office sends it (backend/notify/web_push.py). */
interface Told {
  title: string;
  body: string;
  path: string;
  tag: string;
}

const worker = self as unknown as Worker;
const { build, needed, later } = worker.SHELL;
const SHELLS = "callout-shell";
const SHELL = `${SHELLS}-${build}`;
const PAGE = "/phone/";
/** As mapfile.ts names it; a worker is one file and imports nothing. */
const MAPS = "callout-maps";

self.addEventListener("install", (event) => {
  (event as Waitable).waitUntil(keepBuild());
});

self.addEventListener("activate", (event) => {
  (event as Waitable).waitUntil(forgetOldBuilds().then(() => worker.clients.claim()));
});

self.addEventListener("message", (event) => {
  if ((event as MessageEvent).data === "take-over") void worker.skipWaiting();
});

self.addEventListener("push", (event) => {
  (event as Waitable).waitUntil(showNotice((event as unknown as Pushed).data));
});

self.addEventListener("notificationclick", (event) => {
  const { notification } = event as unknown as Tapped;
  notification.close();
  (event as Waitable).waitUntil(openAt(notification.data?.path ?? PAGE));
});

self.addEventListener("fetch", (event) => {
  const { request } = event as Fetched;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && pathname === PAGE) {
    (event as Fetched).respondWith(keptPage(request));
  } else if (pathname.startsWith("/static/")) {
    (event as Fetched).respondWith(keptFile(request));
  } else if (pathname.startsWith("/maps/") && request.headers.has("Range")) {
    (event as Fetched).respondWith(pieceOfMap(request));
  }
});

/** All or nothing: a build that is not here whole is not installed, and is tried again later. */
async function keepBuild(): Promise<void> {
  const shell = await caches.open(SHELL);
  const page = await fetch(PAGE, { cache: "reload" });
  const named = await page.clone().text();
  if (!page.ok || !named.includes(needed[0] ?? PAGE)) throw new Error("another build is served");
  await shell.put(PAGE, page);
  await Promise.all(needed.map((address) => keep(shell, address)));
  await Promise.allSettled(later.map((address) => keep(shell, address)));
}

/** Names carry the hash of the content: what an older build kept is the same file. */
async function keep(shell: Cache, address: string): Promise<void> {
  const known = await caches.match(address);
  if (known) await shell.put(address, known);
  else await shell.add(address);
}

/** The build before stays: another tab may still run it. */
async function forgetOldBuilds(): Promise<void> {
  const shells = (await caches.keys()).filter((name) => name.startsWith(SHELLS));
  const others = shells.filter((name) => name !== SHELL);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
}

async function keptPage(request: Request): Promise<Response> {
  const shell = await caches.open(SHELL);
  return (await shell.match(PAGE)) ?? fetch(request);
}

async function keptFile(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

/** The bytes asked for, out of the ground kept whole; else the network's. */
async function pieceOfMap(request: Request): Promise<Response> {
  const kept = await (await caches.open(MAPS)).match(request.url);
  const asked = /^bytes=(\d+)-(\d+)$/.exec(request.headers.get("Range") ?? "");
  if (!kept || !asked) return fetch(request);
  const whole = await kept.blob();
  const [from, to] = [Number(asked[1]), Math.min(Number(asked[2]), whole.size - 1)];
  return new Response(whole.slice(from, to + 1), {
    status: 206,
    headers: {
      "Content-Range": `bytes ${from}-${to}/${whole.size}`,
      "Content-Length": String(to - from + 1),
      ...(kept.headers.has("ETag") ? { ETag: kept.headers.get("ETag") ?? "" } : {}),
    },
  });
}

/** Always something to see: a phone that only wakes up unseen would be a phone that is watched. */
function showNotice(sent: Pushed["data"]): Promise<void> {
  let told: Partial<Told> = {};
  try {
    told = sent?.json() ?? {};
  } catch {
    // What cannot be read is still shown as a notice of ours.
  }
  return worker.registration.showNotification(told.title ?? "Callout", {
    body: told.body ?? "",
    tag: told.tag ?? "callout",
    icon: "/static/phone/icon-192.png",
    data: { path: told.path ?? PAGE },
  });
}

/** The app where it is open already, else anew, at the place the notice is about. */
async function openAt(path: string): Promise<void> {
  const [page] = await worker.clients.matchAll({ type: "window" });
  if (!page) {
    await worker.clients.openWindow(path);
    return;
  }
  page.postMessage({ open: path });
  await page.focus();
}

export {};

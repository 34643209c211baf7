// Makes the app start without network: registers the service worker and hands it what this page
// has loaded, because the first visit's files came before it was there.

const SHELL = "callout-shell";

export async function keepShell(): Promise<void> {
  if (!("serviceWorker" in navigator) || !import.meta.env.PROD) return;
  try {
    await navigator.serviceWorker.register("/phone/sw.js", { scope: "/phone/" });
    const shell = await caches.open(SHELL);
    const kept = new Set((await shell.keys()).map((request) => request.url));
    const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
    await shell.addAll(loaded.filter((url) => isBuilt(url) && !kept.has(url)));
  } catch {
    // Without a shell the app needs the network to start; nothing that was recorded depends on it.
  }
}

const isBuilt = (url: string): boolean =>
  url.startsWith(`${location.origin}/static/`) && !url.endsWith(".webmanifest");

// The ground of the map of the day, kept whole on the phone so that the map draws without a
// network. The service worker cuts out of it what the map asks for (sw.ts).

export const MAP_FILE = "/maps/monaco.pmtiles";
export const MAPS = "callout-maps";
/** A larger extract is read from the network piece by piece. */
const MOST_BYTES = 60_000_000;

/** Fetches the ground unless the one kept is the one served. Quiet: nothing depends on it. */
export async function keepMap(): Promise<void> {
  try {
    const offered = await fetch(MAP_FILE, { method: "HEAD" });
    const size = Number(offered.headers.get("Content-Length") ?? Number.POSITIVE_INFINITY);
    if (!offered.ok || size > MOST_BYTES) return;
    const maps = await caches.open(MAPS);
    const kept = await maps.match(MAP_FILE);
    if (kept && markOf(kept) === markOf(offered)) return;
    const whole = await fetch(MAP_FILE, { cache: "no-store" });
    if (whole.status === 200) await maps.put(MAP_FILE, whole);
  } catch {
    // Without the ground the pins and the order of the day are still there.
  }
}

const markOf = ({ headers }: Response): string | null =>
  headers.get("ETag") ?? headers.get("Last-Modified");

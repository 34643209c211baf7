// The app on this phone: kept whole by the service worker, and changed only when the engineer
// says so. A new build waits beside the one that runs; screens where nothing is half done offer it.

import { signal } from "@preact/signals";

const LOOK_EVERY_MS = 3_600_000;

/** The worker of a newer build that is here whole and waits. */
export const updateReady = signal<ServiceWorker | undefined>(undefined);

/** Keeps the app for a start without network, and looks for new builds from now on. */
export async function keepShell(): Promise<void> {
  if (!("serviceWorker" in navigator) || !import.meta.env.PROD) return;
  try {
    const registration = await navigator.serviceWorker.register("/phone/sw.js", {
      scope: "/phone/",
      updateViaCache: "none",
    });
    noteWaiting(registration);
    registration.addEventListener("updatefound", () => {
      registration.installing?.addEventListener("statechange", () => noteWaiting(registration));
    });
    const look = (): void => void registration.update().catch(() => undefined);
    window.addEventListener("online", look);
    setInterval(look, LOOK_EVERY_MS);
  } catch {
    // Without a shell the app needs the network to start; nothing that was recorded depends on it.
  }
}

/** Starts the newer build; outbox, drafts and photos stay where they are. */
export function takeUpdate(): void {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), {
    once: true,
  });
  updateReady.value?.postMessage("take-over");
}

function noteWaiting({ waiting, active }: ServiceWorkerRegistration): void {
  updateReady.value = active && waiting ? waiting : undefined;
}

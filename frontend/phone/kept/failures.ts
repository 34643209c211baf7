// Whatever the phone could not do is said on the screen: a full storage must never look like success.

import { signal } from "@preact/signals";
import { t } from "../../web/i18n";

export const failure = signal<string | undefined>(undefined);

export function watchFailures(): void {
  window.addEventListener("unhandledrejection", (event) => {
    failure.value = failureWords(event.reason);
    // A full phone is no fault of the app, and it has just been said.
    if (isFull(event.reason)) event.preventDefault();
  });
}

/** Whether the phone had no room for what was to be kept. */
export const isFull = (reason: unknown): boolean =>
  reason instanceof DOMException && reason.name === "QuotaExceededError";

function failureWords(reason: unknown): string {
  if (isFull(reason)) {
    return t("The phone's storage is full. The last entry was not kept. Free some space and record it again.");
  }
  return t("The last step failed on this phone. What was recorded before is kept. Try it again.");
}

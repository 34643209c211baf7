// The screens that are put into the client's hands, to be read and signed, speak the client's
// language; all others the phone's own.

import { computed, effect, signal } from "@preact/signals";
import { fetchWords, language, pageLanguage, speak } from "../../web/i18n";
import { route } from "../route";
import { openVisit, openVisits } from "../world/visits";

const HANDED_OVER = new Set(["report", "sign", "offered"]);
const ready = signal<ReadonlySet<string>>(new Set([pageLanguage]));

const wanted = computed(() => {
  const [first, id, screen] = route.value;
  const inClientsHands = first === "visit" && HANDED_OVER.has(screen ?? "");
  return (inClientsHands && openVisit(id)?.visit.language) || pageLanguage;
});

/** Speaks the language of the present screen; the phone's own while the words are not here. */
export function speakForScreen(): void {
  const chosen = ready.value.has(wanted.value) ? wanted.value : pageLanguage;
  if (chosen !== language) speak(chosen);
}

/** Fetches the words of every client of the days ahead, so that they are here without network. */
export const keepClientsWords = (): (() => void) =>
  effect(() => {
    for (const { visit } of openVisits.value) {
      if (visit.language && !ready.peek().has(visit.language)) void fetchFor(visit.language);
    }
  });

async function fetchFor(tongue: string): Promise<void> {
  try {
    await fetchWords(tongue);
    ready.value = new Set([...ready.peek(), tongue]);
  } catch {
    // Without network the client reads in the engineer's language; the next bundle tries again.
  }
}

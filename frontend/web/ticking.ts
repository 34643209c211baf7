// Elements whose words depend on the time of day: one timer refreshes them all.
import { distanceInWords, urgency } from "./durations";
import { locale } from "./i18n";

const shown = new Set<TickingElement>();

abstract class TickingElement extends HTMLElement {
  connectedCallback(): void {
    shown.add(this);
    this.tick(new Date());
  }

  disconnectedCallback(): void {
    shown.delete(this);
  }

  abstract tick(now: Date): void;
}

/** Inside `<time datetime>`: how far that moment is, in words. */
class TimeAgo extends TickingElement {
  tick(now: Date): void {
    const instant = this.closest("time")?.dateTime;
    if (instant) setWords(this, distanceInWords(new Date(instant), now));
  }
}

/** A running deadline; the level drives its colour and icon. */
class SlaChip extends TickingElement {
  tick(now: Date): void {
    const due = new Date(this.getAttribute("due") ?? "");
    const start = new Date(this.getAttribute("start") ?? "");
    if (Number.isNaN(due.getTime())) return;
    this.classList.remove("calm", "soon", "late");
    this.classList.add(urgency(start, due, now));
    setWords(this.querySelector(".chip-words"), distanceInWords(due, now));
  }
}

/** An instant on the clock of this browser, for readers whose zone nobody knows. */
class LocalTime extends HTMLElement {
  connectedCallback(): void {
    const instant = new Date(this.getAttribute("datetime") ?? "");
    if (Number.isNaN(instant.getTime())) return;
    const style = { dateStyle: "medium", timeStyle: "short" } as const;
    setWords(this, new Intl.DateTimeFormat(locale, style).format(instant));
  }
}

// Untouched text keeps the reader's selection and wakes no screen reader.
function setWords(element: Element | null, words: string): void {
  if (element && element.textContent !== words) element.textContent = words;
}

function tickAll(): void {
  const now = new Date();
  for (const element of shown) element.tick(now);
}

setInterval(tickAll, 10_000);
document.addEventListener("visibilitychange", tickAll);
customElements.define("time-ago", TimeAgo);
customElements.define("sla-chip", SlaChip);
customElements.define("local-time", LocalTime);

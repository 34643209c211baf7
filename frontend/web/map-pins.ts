// Pins are HTML: they have words, take focus, and are links where their place has a page.
import type { Pin } from "./map-places";
import { select } from "./selection";

const MARKS: Record<string, string> = { base: "⌂", home: "⌂", unassigned: "!", engineer: "●" };

/** The element of a pin; its words show on hover, focus and selection. */
export function pinElement({ properties }: Pin): HTMLElement {
  const element = document.createElement(properties.href ? "a" : "div");
  if (properties.href) element.setAttribute("href", properties.href);
  else element.tabIndex = 0;
  element.className = `pin ${properties.kind}`;
  if (properties.lane != null) element.dataset.lane = String(properties.lane);
  // The voice says what the eye sees: a pin with a number is called by it.
  const { label, order } = properties;
  element.setAttribute("aria-label", order == null ? label : `${order} · ${label}`);
  if (!properties.href) element.setAttribute("role", "img");
  element.append(mark(String(order ?? MARKS[properties.kind] ?? "•")), words(label));
  const announce = () => properties.id && select(properties.id);
  element.addEventListener("focus", announce);
  element.addEventListener("pointerenter", announce);
  return element;
}

function mark(text: string): HTMLElement {
  const mark = document.createElement("span");
  mark.setAttribute("aria-hidden", "true");
  mark.textContent = text;
  return mark;
}

function words(label: string): HTMLElement {
  const words = document.createElement("span");
  words.className = "pin-words";
  words.setAttribute("aria-hidden", "true");
  words.textContent = label;
  return words;
}

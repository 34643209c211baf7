// Timeline, map and list are one selection: whoever points at a thing says its id to all.

const SELECTABLE = "[data-selects], .lane-bar";

export function select(id: string): void {
  document.dispatchEvent(new CustomEvent("callout:select", { detail: { id } }));
}

/** A row says its id; a bar is one of hundreds, and its link to the visit has it already. */
function idOf(element: HTMLElement): string | undefined {
  return element.dataset.selects ?? /([0-9a-f-]{36})\/$/.exec(element.getAttribute("href") ?? "")?.[1];
}

function pointedAt(event: Event): void {
  const found = (event.target as Element).closest?.<HTMLElement>(SELECTABLE);
  const id = found && idOf(found);
  if (id) select(id);
}

document.addEventListener("pointerover", pointedAt);
document.addEventListener("focusin", pointedAt);
document.addEventListener("callout:select", (event) => {
  const { id } = (event as CustomEvent<{ id: string }>).detail;
  for (const element of document.querySelectorAll<HTMLElement>(SELECTABLE)) {
    element.classList.toggle("here", idOf(element) === id);
  }
});

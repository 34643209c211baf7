// Timeline, map and list are one selection: whoever points at a thing says its id to all.

export function select(id: string): void {
  document.dispatchEvent(new CustomEvent("callout:select", { detail: { id } }));
}

function pointedAt(event: Event): void {
  const bar = (event.target as Element).closest?.<HTMLElement>("[data-selects], .lane-bar[data-id]");
  const id = bar?.dataset.selects ?? bar?.dataset.id;
  if (id) select(id);
}

document.addEventListener("pointerover", pointedAt);
document.addEventListener("focusin", pointedAt);
document.addEventListener("callout:select", (event) => {
  const { id } = (event as CustomEvent<{ id: string }>).detail;
  for (const element of document.querySelectorAll<HTMLElement>("[data-selects], .lane-bar[data-id]")) {
    element.classList.toggle("here", (element.dataset.selects ?? element.dataset.id) === id);
  }
});

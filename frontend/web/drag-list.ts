// Items moved by a handle, from list to list: with the mouse, a pen or a finger. Where one is
// dropped is sent as a plain form; the arrows beside each item do the same by keyboard.

class DragList extends HTMLElement {
  private moving: HTMLElement | undefined;

  connectedCallback(): void {
    this.addEventListener("pointerdown", (event) => this.take(event));
    this.addEventListener("pointermove", (event) => this.carry(event));
    this.addEventListener("pointerup", () => this.drop());
    this.addEventListener("pointercancel", () => this.letGo());
  }

  private take(event: PointerEvent): void {
    const handle = (event.target as HTMLElement).closest<HTMLElement>(".drag-handle");
    const item = handle?.closest<HTMLElement>("[data-key]");
    if (!handle || !item || event.button !== 0) return;
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    this.moving = item;
    item.classList.add("moving");
  }

  private carry(event: PointerEvent): void {
    if (!this.moving) return;
    const over = document.elementFromPoint(event.clientX, event.clientY);
    const list = over?.closest<HTMLElement>("[data-section]");
    if (!list || !this.contains(list)) return;
    place(this.moving, list, event.clientY);
  }

  private drop(): void {
    const item = this.letGo();
    const list = item?.parentElement;
    const form = this.querySelector("form");
    if (!item || !list || !form) return;
    const told = { key: item.dataset.key, section: list.dataset.section, place: placeOf(item) };
    for (const [name, value] of Object.entries(told)) {
      form.querySelector<HTMLInputElement>(`[name="${name}"]`)!.value = String(value);
    }
    form.requestSubmit();
  }

  private letGo(): HTMLElement | undefined {
    const item = this.moving;
    this.moving = undefined;
    item?.classList.remove("moving");
    return item;
  }
}

/** Puts the item before the first one of the list whose middle lies below. */
export function place(item: HTMLElement, list: HTMLElement, y: number): void {
  const others = [...list.children].filter((each) => each !== item);
  const next = others.find((each) => {
    const { top, height } = each.getBoundingClientRect();
    return y < top + height / 2;
  });
  list.insertBefore(item, next ?? null);
}

export const placeOf = (item: HTMLElement): number =>
  [...(item.parentElement?.children ?? [])].indexOf(item);

customElements.define("drag-list", DragList);

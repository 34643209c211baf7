// Tables by keyboard: j and k move, x selects, Enter opens; a click on a row opens its first link.

class KeyTable extends HTMLElement {
  connectedCallback(): void {
    document.addEventListener("keydown", this.onKey);
    this.addEventListener("click", this.onClick);
    this.addEventListener("change", this.countChosen);
    this.countChosen();
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.onKey);
  }

  private get rows(): HTMLTableRowElement[] {
    return [...this.querySelectorAll<HTMLTableRowElement>("tbody tr")];
  }

  private onKey = (event: KeyboardEvent): void => {
    const busy = (event.target as Element).closest("input, select, textarea, button, a, dialog");
    if (busy || event.ctrlKey || event.metaKey || event.altKey) return;
    const here = this.rows.findIndex((row) => row.classList.contains("here"));
    if (event.key === "j") this.moveTo(here + 1);
    else if (event.key === "k") this.moveTo(Math.max(here - 1, 0));
    else if (event.key === "x") this.rows[here]?.querySelector<HTMLInputElement>(".pick input")?.click();
    else if (event.key === "Enter") this.rows[here]?.querySelector("a")?.click();
  };

  private moveTo(index: number): void {
    const row = this.rows[Math.min(index, this.rows.length - 1)];
    for (const other of this.rows) other.classList.toggle("here", other === row);
    row?.scrollIntoView({ block: "nearest" });
  }

  private onClick = (event: MouseEvent): void => {
    const target = event.target as Element;
    const selecting = document.getSelection()?.isCollapsed === false;
    if (selecting || target.closest("a, button, input, select, label, summary")) return;
    target.closest("tbody tr")?.querySelector("a")?.click();
  };

  private countChosen = (): void => {
    const chosen = this.querySelectorAll(".pick :checked").length;
    const bar = (this.closest("form") ?? document).querySelector<HTMLElement>(".bulk");
    if (!bar) return;
    bar.hidden = chosen === 0;
    const count = bar.querySelector("[data-count]");
    if (count) count.textContent = String(chosen);
  };
}

customElements.define("key-table", KeyTable);

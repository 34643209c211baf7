// Tables by keyboard: j and k move, x chooses, Enter opens the row's first link, / goes to the
// search and ? shows the keys. A click on a row opens its first link; while the next page is
// fetched the rows stand as a skeleton.

const SKELETON_AFTER_MS = 150;

class KeyTable extends HTMLElement {
  connectedCallback(): void {
    document.addEventListener("keydown", this.onKey);
    document.addEventListener("submit", this.onLeaving);
    window.addEventListener("pageshow", this.onArriving);
    this.addEventListener("click", this.onClick);
    this.addEventListener("change", this.onChange);
    this.addEventListener("focusin", this.onFocus);
    this.countChosen();
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.onKey);
    document.removeEventListener("submit", this.onLeaving);
    window.removeEventListener("pageshow", this.onArriving);
  }

  private get rows(): HTMLTableRowElement[] {
    return [...this.querySelectorAll<HTMLTableRowElement>("tbody tr")].filter((row) => row.querySelector("a"));
  }

  private get boxes(): HTMLInputElement[] {
    return [...this.querySelectorAll<HTMLInputElement>("tbody .pick input[type=checkbox]")];
  }

  private onKey = (event: KeyboardEvent): void => {
    const target = event.target as Element;
    const typing = target.closest("input:not([type=checkbox]), select, textarea, dialog, callout-map, day-lanes");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const here = this.rows.findIndex((row) => row.classList.contains("here"));
    if (event.key === "j") this.moveTo(here + 1);
    else if (event.key === "k") this.moveTo(Math.max(here - 1, 0));
    else if (event.key === "x") this.rows[here]?.querySelector<HTMLInputElement>(".pick input")?.click();
    else if (event.key === "Enter" && !target.closest("a, button, summary")) openRow(this.rows[here]);
    else if (event.key === "/") this.toSearch(event);
    else if (event.key === "?") showKeys();
  };

  // The focus goes along, so that Enter, the reading voice and the eye are at one place.
  private moveTo(index: number): void {
    const row = this.rows[Math.min(index, this.rows.length - 1)];
    if (!row) return;
    row.querySelector<HTMLElement>("a")?.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    this.markHere(row);
  }

  // A window that is not in front takes the focus without a word, so moving marks the row as well.
  private onFocus = (event: FocusEvent): void => {
    this.markHere((event.target as Element).closest("tbody tr"));
  };

  private markHere(row: Element | null): void {
    for (const other of this.rows) other.classList.toggle("here", other === row);
  }

  private toSearch(event: KeyboardEvent): void {
    const search = document.querySelector<HTMLInputElement>("main input[type=search]");
    if (!search) return;
    event.preventDefault();
    search.focus();
    search.select();
  }

  private onClick = (event: MouseEvent): void => {
    const target = event.target as Element;
    if (target.closest("thead a")) this.showSkeleton();
    const selecting = document.getSelection()?.isCollapsed === false;
    if (selecting || target.closest("a, button, input, select, label, summary, details")) return;
    const row = target.closest<HTMLTableRowElement>("tbody tr");
    if (row) openRow(row);
  };

  private onChange = (event: Event): void => {
    const box = event.target as HTMLInputElement;
    if (box.matches("[data-pick-all]")) for (const other of this.boxes) other.checked = box.checked;
    this.countChosen();
  };

  private countChosen(): void {
    const all = this.querySelector<HTMLInputElement>("[data-pick-all]");
    const chosen = this.boxes.filter((box) => box.checked).length;
    if (all) {
      all.checked = chosen > 0 && chosen === this.boxes.length;
      all.indeterminate = chosen > 0 && !all.checked;
    }
    const bar = (this.closest("form") ?? document).querySelector<HTMLElement>(".bulk");
    if (!bar) return;
    bar.hidden = chosen === 0;
    const count = bar.querySelector("[data-count]");
    if (count) count.textContent = String(chosen);
  }

  private onLeaving = (event: SubmitEvent): void => {
    if ((event.target as Element).matches(".filters")) this.showSkeleton();
  };

  private onArriving = (): void => {
    this.classList.remove("loading");
  };

  private showSkeleton(): void {
    setTimeout(() => this.classList.add("loading"), SKELETON_AFTER_MS);
  }
}

function openRow(row: HTMLTableRowElement | undefined): void {
  row?.querySelector("a")?.click();
}

function showKeys(): void {
  const keys = document.getElementById("keys");
  if (keys instanceof HTMLDialogElement && !keys.open) keys.showModal();
}

customElements.define("key-table", KeyTable);

// A select of many choices, searched by typing: <select data-combobox>. The select stays in the
// form and keeps the value; without this script, or with few choices, it is the control itself.
import { t } from "./i18n";

const FEWEST = 12;
const MOST_SHOWN = 50;

interface Choice {
  value: string;
  words: string;
}

/** Choices in which every typed word begins some word, those that begin with the text first. */
export function matching(choices: Choice[], typed: string): Choice[] {
  const wanted = plain(typed).split(/\s+/).filter(Boolean);
  const found = choices.filter(({ words }) => {
    const parts = plain(words).split(/[\s·,()/-]+/);
    return wanted.every((start) => parts.some((part) => part.startsWith(start)));
  });
  const first = plain(typed).trim();
  const rank = ({ words }: Choice) => (plain(words).startsWith(first) ? 0 : 1);
  return found.sort((a, b) => rank(a) - rank(b)).slice(0, MOST_SHOWN);
}

// Whoever types "Ecole" means "École".
function plain(words: string): string {
  return words.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();
}

class ComboBox {
  private readonly input = document.createElement("input");
  private readonly list = document.createElement("ul");
  private readonly choices: Choice[];
  private shown: Choice[] = [];
  private at = -1;

  constructor(private readonly select: HTMLSelectElement) {
    this.choices = [...select.options].map((each) => ({ value: each.value, words: each.text.trim() }));
    this.dress();
    const box = document.createElement("div");
    box.className = "combo";
    select.before(box);
    box.append(this.input, this.list, select);
    select.hidden = true;
    this.input.addEventListener("input", () => this.open(this.input.value));
    this.input.addEventListener("click", () => this.open(""));
    this.input.addEventListener("keydown", this.onKey);
    this.input.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", this.onPoint);
    select.form?.addEventListener("reset", () => setTimeout(() => this.showChosen()));
    this.showChosen();
  }

  // The input takes the select's name among people: its id, label, help and duty.
  private dress(): void {
    const { input, list, select } = this;
    input.id = select.id;
    select.removeAttribute("id");
    list.id = `${input.id}-choices`;
    list.hidden = true;
    input.required = select.required;
    select.required = false;
    input.autocomplete = "off";
    for (const name of ["aria-describedby", "aria-invalid", "aria-label"]) {
      const value = select.getAttribute(name);
      if (value) input.setAttribute(name, value);
    }
    const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false" };
    for (const [name, value] of Object.entries(roles)) input.setAttribute(name, value);
    input.setAttribute("aria-controls", list.id);
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", t("Choices"));
  }

  private showChosen(): void {
    const chosen = this.select.selectedOptions[0];
    this.input.value = this.select.value ? (chosen?.text.trim() ?? "") : "";
    this.input.placeholder = this.choices.find(({ value }) => value === "")?.words ?? "";
  }

  private open(typed: string): void {
    this.shown = matching(this.choices.filter(({ value }) => value !== "" || !this.input.required), typed);
    this.list.replaceChildren(...this.shown.map((choice, index) => this.row(choice, index)));
    if (this.shown.length === 0) this.list.append(nothing());
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.point(typed && this.shown.length > 0 ? 0 : -1);
  }

  private row({ words, value }: Choice, index: number): HTMLLIElement {
    const row = document.createElement("li");
    row.id = `${this.list.id}-${index}`;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", String(value === this.select.value));
    row.textContent = words;
    return row;
  }

  private point(index: number): void {
    this.at = index;
    [...this.list.children].forEach((row, at) => row.classList.toggle("here", at === index));
    this.list.children[index]?.scrollIntoView({ block: "nearest" });
    if (index >= 0) this.input.setAttribute("aria-activedescendant", `${this.list.id}-${index}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  private onKey = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (this.list.hidden) this.open("");
      else this.point(Math.min(Math.max(this.at + step, 0), this.shown.length - 1));
    } else if (event.key === "Enter" && !this.list.hidden) {
      event.preventDefault();
      this.choose(this.shown[this.at]);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.stopPropagation();
      this.close();
    }
  };

  private onPoint = (event: Event): void => {
    event.preventDefault();
    const row = (event.target as Element).closest("[role=option]");
    this.choose(this.shown[[...this.list.children].indexOf(row as Element)]);
  };

  private choose(choice: Choice | undefined): void {
    if (choice) {
      this.select.value = choice.value;
      this.select.dispatchEvent(new Event("change", { bubbles: true }));
    }
    this.close();
  }

  // An emptied field means nobody; words that fit nothing give way to what was chosen before.
  private close(): void {
    if (this.input.value === "" && !this.list.hidden && this.choices[0]?.value === "") this.select.value = "";
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.point(-1);
    this.showChosen();
  }
}

function nothing(): HTMLLIElement {
  const row = document.createElement("li");
  row.className = "quiet";
  row.textContent = t("Nothing fits these words.");
  return row;
}

/** Turns the long selects under `root` that ask for it into combo boxes. */
export function dressComboBoxes(root: ParentNode): void {
  for (const select of root.querySelectorAll<HTMLSelectElement>("select[data-combobox]")) {
    if (select.options.length > FEWEST && !select.closest(".combo")) new ComboBox(select);
  }
}

dressComboBoxes(document);
document.addEventListener("htmx:load", (event) => dressComboBoxes(event.target as Element));

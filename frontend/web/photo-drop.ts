// Photos beside a plain file control: dropping, pasting, previews, taking one back.
import { t, tn } from "./i18n";

class PhotoDrop extends HTMLElement {
  private chosen: File[] = [];

  connectedCallback(): void {
    const box = this.querySelector<HTMLElement>(".drop");
    this.input.addEventListener("change", () => this.add(this.input.files));
    this.addEventListener("dragover", (event) => {
      event.preventDefault();
      box?.classList.add("over");
    });
    this.addEventListener("dragleave", () => box?.classList.remove("over"));
    this.addEventListener("drop", (event) => {
      event.preventDefault();
      box?.classList.remove("over");
      this.add(event.dataTransfer?.files ?? null);
    });
    document.addEventListener("paste", this.onPaste);
  }

  disconnectedCallback(): void {
    document.removeEventListener("paste", this.onPaste);
  }

  private get input(): HTMLInputElement {
    return this.querySelector<HTMLInputElement>('input[type="file"]')!;
  }

  private onPaste = (event: ClipboardEvent): void => this.add(event.clipboardData?.files ?? null);

  private add(files: FileList | null): void {
    const offered = [...(files ?? [])];
    if (offered.length === 0 && this.input.files?.length === this.chosen.length) return;
    const limit = Number(this.dataset.max ?? 10);
    const maxBytes = Number(this.dataset.maxBytes ?? Infinity);
    const known = (file: File) =>
      this.chosen.some((other) => other.name === file.name && other.size === file.size);
    const fitting = offered.filter((file) => file.size <= maxBytes && !known(file));
    const tooBig = offered.filter((file) => file.size > maxBytes);
    this.tell(tooBig, this.chosen.length + fitting.length - limit, maxBytes);
    this.chosen = [...this.chosen, ...fitting].slice(0, limit);
    this.show();
  }

  private tell(tooBig: File[], over: number, maxBytes: number): void {
    const megabytes = Math.floor(maxBytes / 1024 / 1024);
    const first = tooBig[0];
    const words = first
      ? t("{name} is larger than {megabytes} MB and was left out; the others are kept.", {
          name: first.name,
          megabytes,
        })
      : over > 0
        ? tn("{count} photo is one too many and was left out.", "{count} photos are too many and were left out.", over)
        : "";
    this.setError(words);
  }

  private setError(words: string): void {
    let error = this.querySelector<HTMLElement>(".error");
    if (!error && words) {
      error = document.createElement("p");
      error.className = "error";
      error.setAttribute("role", "alert");
      this.append(error);
    }
    if (error) {
      error.textContent = words;
      error.hidden = words === "";
    }
    this.classList.toggle("wrong", words !== "");
  }

  private show(): void {
    const transfer = new DataTransfer();
    for (const file of this.chosen) transfer.items.add(file);
    this.input.files = transfer.files;
    this.querySelector(".previews")?.replaceChildren(...this.chosen.map((file) => this.preview(file)));
  }

  private preview(file: File): HTMLLIElement {
    const item = document.createElement("li");
    const name = document.createElement("p");
    name.textContent = file.name;
    const remove = document.createElement("button");
    remove.type = "button";
    remove.textContent = "×";
    remove.setAttribute("aria-label", t("Remove {name}", { name: file.name }));
    remove.addEventListener("click", () => {
      this.chosen = this.chosen.filter((other) => other !== file);
      this.show();
    });
    item.append(picture(file), name, remove);
    return item;
  }
}

// Browsers without HEIC show the kind of file in words instead of a broken picture.
function picture(file: File): HTMLImageElement {
  const image = document.createElement("img");
  image.alt = file.name;
  image.src = URL.createObjectURL(file);
  image.addEventListener("load", () => URL.revokeObjectURL(image.src));
  image.addEventListener("error", () => {
    const words = document.createElement("span");
    words.className = "unseen";
    words.textContent = t("Photo without preview");
    image.replaceWith(words);
  });
  return image;
}

customElements.define("photo-drop", PhotoDrop);

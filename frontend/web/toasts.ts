// Short words of what was done, with a way back. The server shows them in the page or by the
// header HX-Trigger: {"toast": {"text": "...", "meaning": "good", "undo": "/url"}}.
import { t } from "./i18n";

export interface Toast {
  text: string;
  meaning?: "good" | "info" | "warn" | "bad";
  undo?: string;
}

const SHOWN_MS = 8_000;

class ToastStack extends HTMLElement {
  connectedCallback(): void {
    for (const toast of this.querySelectorAll<HTMLElement>(".toast")) this.watch(toast);
    document.body.addEventListener("toast", (event) => {
      this.show((event as CustomEvent<Toast>).detail);
    });
  }

  show({ text, meaning = "good", undo }: Toast): void {
    const toast = document.createElement("div");
    toast.className = `toast ${meaning}`;
    const words = document.createElement("p");
    words.textContent = text;
    toast.append(words);
    if (undo) toast.append(undoForm(undo));
    this.append(toast);
    this.watch(toast);
  }

  // A refusal stays until it is closed; the rest leaves by itself unless it is being read.
  private watch(toast: HTMLElement): void {
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "×";
    close.setAttribute("aria-label", t("Close"));
    close.addEventListener("click", () => toast.remove());
    toast.append(close);
    if (toast.matches(".error, .bad")) return;
    const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, 2_000) : toast.remove());
    setTimeout(leave, SHOWN_MS);
  }
}

function undoForm(address: string): HTMLFormElement {
  const form = document.createElement("form");
  form.method = "post";
  form.action = address;
  const token = document.createElement("input");
  token.type = "hidden";
  token.name = "csrfmiddlewaretoken";
  token.value = csrfToken();
  const button = document.createElement("button");
  button.textContent = t("Undo");
  form.append(token, button);
  return form;
}

/** The token Django wants with every change, from the page's head. */
export function csrfToken(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
}

/** Shows a toast from code of the page. */
export function toast(said: Toast): void {
  document.querySelector<ToastStack>("toast-stack")?.show(said);
}

customElements.define("toast-stack", ToastStack);

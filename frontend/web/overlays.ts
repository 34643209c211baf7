// Sheets, dialogs and menus: native elements, opened by data-opens and filled by data-from.
import { t } from "./i18n";
import { htmx } from "./requests";

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  const opener = target.closest<HTMLElement>("[data-opens]");
  const wantsNewTab = event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0;
  if (opener && !wantsNewTab) {
    const dialog = document.getElementById(opener.dataset.opens ?? "");
    if (dialog instanceof HTMLDialogElement) {
      event.preventDefault();
      open(dialog, opener.dataset.from);
    }
  }
  closeByBackdrop(target, event);
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) {
    if (!menu.contains(target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector<HTMLDetailsElement>("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }
});

function open(dialog: HTMLDialogElement, from: string | undefined): void {
  if (dialog.classList.contains("sheet")) offerClosing(dialog);
  const body = dialog.querySelector<HTMLElement>("[data-sheet-body]");
  if (from && body) {
    body.textContent = t("Loading…");
    void htmx.ajax("get", from, { target: body, swap: "innerHTML" });
  }
  if (!dialog.open) dialog.showModal();
}

function offerClosing(sheet: HTMLDialogElement): void {
  if (sheet.querySelector(".sheet-close")) return;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button quiet sheet-close";
  close.textContent = "×";
  close.setAttribute("aria-label", t("Close"));
  close.addEventListener("click", () => sheet.close());
  sheet.prepend(close);
}

// A click on the backdrop reaches the dialog itself, outside its box.
function closeByBackdrop(target: Element, event: MouseEvent): void {
  if (!(target instanceof HTMLDialogElement) || !target.classList.contains("sheet")) return;
  const box = target.getBoundingClientRect();
  const inside = event.clientX >= box.left && event.clientX <= box.right;
  if (!inside) target.close();
}

// Where in the app we are: the part of the address after #. The browser's own back button works.

import { signal } from "@preact/signals";

const read = (): string[] =>
  location.hash
    .replace(/^#\/?/, "")
    .split("/")
    .filter(Boolean)
    .map(decodeURIComponent);

export const route = signal<string[]>(read());

window.addEventListener("hashchange", () => {
  route.value = read();
  window.scrollTo(0, 0);
});

export const href = (...steps: string[]): string => `#/${steps.map(encodeURIComponent).join("/")}`;

export function go(...steps: string[]): void {
  location.hash = href(...steps);
}

/** Goes there without leaving the present screen in the browser's history. */
export function replaceWith(...steps: string[]): void {
  location.replace(href(...steps));
}

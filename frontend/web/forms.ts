// Small kindnesses of forms: errors come into view, nothing is sent twice, filters send themselves.

const BUTTONS_REST_MS = 5_000;

document.querySelector<HTMLElement>("#errors")?.focus();

document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  const pressed = event.submitter as HTMLButtonElement | null;
  const method = pressed?.getAttribute("formmethod") ?? form.method;
  if (method !== "post" || event.defaultPrevented) return;
  // After this event, so that the pressed button's own name and value still travel.
  setTimeout(() => restButtons(form));
});

// They wake again: a download leaves the page as it was, and so does the browser's back button.
function restButtons(form: HTMLFormElement): void {
  const buttons = [...form.querySelectorAll<HTMLButtonElement>("button:enabled:not([type=button])")];
  for (const button of buttons) button.disabled = true;
  setTimeout(() => {
    for (const button of buttons) button.disabled = false;
  }, BUTTONS_REST_MS);
}

document.addEventListener("change", (event) => {
  const form = (event.target as HTMLInputElement).form;
  if (form?.matches(".filters[data-auto]")) form.requestSubmit();
});

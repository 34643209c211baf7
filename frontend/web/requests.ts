// htmx, kept to what the content security policy allows: no eval, no injected styles.
import htmx from "htmx.org";
import { t } from "./i18n";
import { csrfToken, toast } from "./toasts";

Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
  responseHandling: [
    { code: "204|304", swap: false },
    { code: "[23]..", swap: true },
    { code: "[45]..", swap: false, error: true },
  ],
});

document.addEventListener("htmx:configRequest", (event) => {
  const { headers } = (event as CustomEvent<{ headers: Record<string, string> }>).detail;
  headers["X-CSRFToken"] = csrfToken();
});
// A page that asks by itself whether anything is new says nothing when it gets no answer, and a
// sign-in page that comes instead of one never takes its place.
const asksByItself = (event: Event): boolean =>
  (event.target as HTMLElement).getAttribute("hx-trigger")?.startsWith("every ") ?? false;

document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = event as CustomEvent<{ xhr: XMLHttpRequest; shouldSwap: boolean }>;
  const signedOut = detail.xhr.responseURL.includes("/accounts/");
  if (signedOut && asksByItself(event)) detail.shouldSwap = false;
});
document.addEventListener("htmx:sendError", (event) => {
  if (asksByItself(event)) return;
  toast({ text: t("No connection. What you entered is kept; try again."), meaning: "bad" });
});
document.addEventListener("htmx:responseError", (event) => {
  if (asksByItself(event)) return;
  toast({ text: t("The server could not do this. Load the page again."), meaning: "bad" });
});

export { htmx };

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
});

document.addEventListener("htmx:configRequest", (event) => {
  const { headers } = (event as CustomEvent<{ headers: Record<string, string> }>).detail;
  headers["X-CSRFToken"] = csrfToken();
});
document.addEventListener("htmx:sendError", () => {
  toast({ text: t("No connection. What you entered is kept; try again."), meaning: "bad" });
});
document.addEventListener("htmx:responseError", () => {
  toast({ text: t("The server could not do this. Load the page again."), meaning: "bad" });
});

export { htmx };

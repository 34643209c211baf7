// Which language this phone speaks: the one chosen on it, else the one its engineer reads Callout
// in. The words are read once, when the page starts.

const CHOSEN = "callout.language";
const FOLLOWED = "callout.language-of-engineer";

export const LANGUAGES = [
  { value: "en", label: "English" },
  { value: "uk", label: "Українська" },
  { value: "bg", label: "Български" },
  { value: "ru", label: "Русский" },
];

/** What the page is to start in; null leaves it to the server, who knows the browser's wish. */
export const wantedLanguage = (): string | null =>
  localStorage.getItem(CHOSEN) ?? localStorage.getItem(FOLLOWED);

/** The choice stays on this phone, and the page starts again to read the words. */
export function chooseLanguage(language: string): void {
  localStorage.setItem(CHOSEN, language);
  location.reload();
}

/**
 * Follows the engineer's own language from the next start on; at once where the phone was just
 * paired, as nothing can be half typed then.
 */
export function followLanguage(language: string, justPaired: boolean): void {
  localStorage.setItem(FOLLOWED, language);
  if (justPaired && wantedLanguage() !== document.documentElement.lang) location.reload();
}

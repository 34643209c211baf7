// Words in the reader's language. The catalogues are made from the .po files at build time:
// frontend/i18n/<language>.json maps an English msgid to its translation, or, for a plural, to
// the list of forms in gettext's order. A missing catalogue or word leaves the English text.

export type Catalogue = Record<string, string | string[]>;
export type Values = Record<string, string | number>;

const catalogues = import.meta.glob<Catalogue>("../i18n/*.json", { import: "default" });

/** Language of the page, as Django wrote it on the html element. */
export const pageLanguage = document.documentElement.lang || "en";
/** Language spoken now: the page's, until another one is chosen for a while. */
export let language = pageLanguage;

const localeOf = (tongue: string): string => (tongue === "en" ? "en-GB" : tongue);
/** For dates and numbers: English here is read in Europe, day before month and 24 hours. */
export let locale = localeOf(language);

const fetched = new Map<string, Catalogue>([["en", {}]]);

/** Makes ready to speak a language; English where its words cannot be had. */
export async function fetchWords(wanted: string): Promise<void> {
  if (fetched.has(wanted)) return;
  fetched.set(wanted, (await catalogues[`../i18n/${wanted}.json`]?.()) ?? {});
}

await fetchWords(language);
let words: Catalogue = fetched.get(language) ?? {};
let pluralRules = new Intl.PluralRules(language);

/** From now on words come in `wanted`; false, and nothing changed, while they are not fetched. */
export function speak(wanted: string): boolean {
  const ready = fetched.get(wanted);
  if (!ready) return false;
  useCatalogue(ready, wanted);
  language = wanted;
  locale = localeOf(wanted);
  document.documentElement.lang = wanted;
  return true;
}

/** Lets tests choose the words; pages get theirs from the html element's language. */
export function useCatalogue(catalogue: Catalogue, forLanguage: string): void {
  words = catalogue;
  pluralRules = new Intl.PluralRules(forLanguage);
}

/** The translation of an English text; `{name}` is replaced by `values.name`. */
export function t(msgid: string, values: Values = {}): string {
  const found = words[msgid];
  return fill(typeof found === "string" && found !== "" ? found : msgid, values);
}

/** As `t`, with the form that `count` asks for; `{count}` is among the values. */
export function tn(one: string, many: string, count: number, values: Values = {}): string {
  const found = words[one];
  const text = Array.isArray(found) ? pluralForm(found, count) : undefined;
  return fill(text || (count === 1 ? one : many), { count, ...values });
}

// gettext numbers the forms in the order of CLDR's categories; three-form catalogues leave out
// the last one (fractions), which then reads like the form before it.
const CATEGORY_ORDER: Intl.LDMLPluralRule[] = ["zero", "one", "two", "few", "many", "other"];

function pluralForm(forms: string[], count: number): string | undefined {
  const known = pluralRules.resolvedOptions().pluralCategories;
  const ordered = CATEGORY_ORDER.filter((category) => known.includes(category));
  const index = ordered.indexOf(pluralRules.select(count));
  return forms[Math.min(index, forms.length - 1)];
}

function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

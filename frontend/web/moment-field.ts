// A moment or a day that is typed: <input type="datetime-local" data-zone data-zone-name> or
// <input type="date"> gets a field of words before it and keeps the value. Without this script,
// under a finger and among filters it stays itself.
import { distanceInWords } from "./durations";
import { locale, t } from "./i18n";
import { dayWords, examples, typedDay, typedMoment, type DayWords } from "./typed-moments";
import { dayInFigures, dayInWords, fieldValue, instantOf } from "./walls";
import { momentInFigures, momentInWords, wallFrom, wallIn, type Wall } from "./walls";

const TYPED = "input[type=datetime-local][data-zone], input[type=date]";

let known: DayWords | null = null;

// Lengths are shortened as everywhere: their sentences without the number.
function words(): DayWords {
  known ??= dayWords(locale, {
    hours: t("{hours} h", { hours: "" }).trim(),
    minutes: t("{minutes} min", { minutes: "" }).trim(),
    days: t("{days} d", { days: "" }).trim(),
  });
  return known;
}

class MomentField {
  private readonly input = document.createElement("input");
  private readonly told = document.createElement("p");
  private readonly isDay: boolean;

  constructor(private readonly native: HTMLInputElement) {
    this.isDay = native.type === "date";
    this.dress();
    const box = document.createElement("div");
    box.className = "moment";
    native.before(box);
    box.append(this.input, this.calendar(), native, this.told);
    this.input.addEventListener("input", () => this.read());
    native.addEventListener("change", () => this.showKept());
    native.form?.addEventListener("reset", () => setTimeout(() => this.showKept()));
    this.showKept();
  }

  // The field of words takes the other's name among people: its id, label, help and duty.
  private dress(): void {
    const { input, told, native } = this;
    input.id = native.id;
    native.removeAttribute("id");
    input.type = "text";
    input.required = native.required;
    native.required = false;
    native.tabIndex = -1;
    native.setAttribute("aria-hidden", "true");
    native.setAttribute("aria-label", t("Choose in the calendar"));
    input.autocomplete = "off";
    input.placeholder = examples(words(), locale, this.isDay);
    told.id = `${input.id}-told`;
    told.className = "moment-told";
    told.setAttribute("role", "status");
    const help = native.getAttribute("aria-describedby");
    input.setAttribute("aria-describedby", [help, told.id].filter(Boolean).join(" "));
    if (native.ariaInvalid) input.ariaInvalid = native.ariaInvalid;
  }

  private calendar(): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button quiet moment-calendar";
    button.setAttribute("aria-label", t("Choose in the calendar"));
    button.addEventListener("click", () => this.native.showPicker());
    return button;
  }

  private get now(): Wall {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    return wallIn(this.native.dataset["zone"] ?? own, new Date());
  }

  private read(): void {
    const typed = this.input.value.trim();
    const wall = (this.isDay ? typedDay : typedMoment)(typed, this.now, words());
    const value = wall ? fieldValue(wall) : "";
    this.native.value = this.isDay ? value.slice(0, "2026-11-23".length) : value;
    this.say(wall, typed !== "");
  }

  private showKept(): void {
    const wall = wallFrom(this.native.value);
    this.input.value = wall ? (this.isDay ? dayInFigures : momentInFigures)(wall) : "";
    this.say(wall, false);
  }

  // Words that mean no moment are not sent: the browser says so where they stand.
  private say(wall: Wall | null, isTyped: boolean): void {
    const unclear = !wall && isTyped ? t("This is no moment yet.") : "";
    this.input.setCustomValidity(unclear);
    this.told.textContent = wall ? this.inWords(wall) : unclear;
  }

  private inWords(wall: Wall): string {
    if (this.isDay) return dayInWords(wall, locale);
    const distance = distanceInWords(new Date(instantOf(wall)), new Date(instantOf(this.now)));
    return [momentInWords(wall, locale), distance, this.native.dataset["zoneName"]].filter(Boolean).join(" · ");
  }
}

/** Lets moments and days under `root` be typed where there is a keyboard to type on. */
export function dressMoments(root: ParentNode): void {
  if (matchMedia("(pointer: coarse)").matches) return;
  for (const native of root.querySelectorAll<HTMLInputElement>(TYPED)) {
    if (!native.closest(".moment, .filters")) new MomentField(native);
  }
}

dressMoments(document);
document.addEventListener("htmx:load", (event) => dressMoments(event.target as Element));

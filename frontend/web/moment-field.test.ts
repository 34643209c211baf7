import { afterEach, beforeEach, expect, test, vi } from "vitest";

// A browser on a desk; this one has no pointer at all.
vi.stubGlobal("matchMedia", () => ({ matches: false }));
const { dressMoments } = await import("./moment-field");

function field(value = ""): { input: HTMLInputElement; native: HTMLInputElement; told: HTMLElement } {
  document.body.innerHTML = `<form><label for="at">Reported</label><input type="datetime-local" id="at" name="at"
    required value="${value}" aria-describedby="help" data-zone="Europe/Monaco" data-zone-name="Monaco"></form>`;
  dressMoments(document);
  return {
    input: document.querySelector<HTMLInputElement>("#at")!,
    native: document.querySelector<HTMLInputElement>("[name=at]")!,
    told: document.querySelector<HTMLElement>("#at-told")!,
  };
}

function type(input: HTMLInputElement, text: string): void {
  input.value = text;
  input.dispatchEvent(new Event("input"));
}

beforeEach(() => vi.useFakeTimers({ now: new Date("2026-11-22T07:50:00Z"), toFake: ["Date"] }));
afterEach(() => vi.useRealTimers());

test("what is typed is kept as the form sends it, and told in words", () => {
  const { input, native, told } = field();
  expect(input.placeholder).toBe("14:30, tomorrow 9, +2 h or Mon 11");
  type(input, "tomorrow 9");
  expect(native.value).toBe("2026-11-23T09:00");
  expect(told.textContent).toBe("Mon, 23 November 2026 at 09:00 · in 1 d · Monaco");
  type(input, "+2h");
  expect(native.value).toBe("2026-11-22T10:50");
});

test("words that mean nothing are not sent", () => {
  const { input, native, told } = field("2026-11-23T09:00");
  type(input, "soon");
  expect(native.value).toBe("");
  expect(input.checkValidity()).toBe(false);
  expect(told.textContent).toBe("This is no moment yet.");
  type(input, "9:30");
  expect(input.checkValidity()).toBe(true);
});

test("the label, the help and the duty are the typed field's", () => {
  const { input, native } = field();
  expect(document.querySelector("label")!.control).toBe(input);
  expect(input.getAttribute("aria-describedby")).toBe("help at-told");
  expect([input.required, native.required]).toEqual([true, false]);
});

test("a moment chosen in the calendar is shown as figures", () => {
  const { input, native, told } = field("2026-11-22T08:50");
  expect(input.value).toBe("22.11.2026 08:50");
  native.value = "2026-12-24T18:05";
  native.dispatchEvent(new Event("change"));
  expect(input.value).toBe("24.12.2026 18:05");
  expect(told.textContent).toContain("Thu, 24 December 2026 at 18:05");
});

test("a day is typed too, but not among filters", () => {
  document.body.innerHTML = `<form><input type="date" id="day" name="day" value="2026-11-30"></form>
    <form class="filters"><input type="date" name="begin"></form>`;
  dressMoments(document);
  const input = document.querySelector<HTMLInputElement>("#day")!;
  expect(input.value).toBe("30.11.2026");
  type(input, "24.12.");
  expect(document.querySelector<HTMLInputElement>("[name=day]")!.value).toBe("2026-12-24");
  expect(document.querySelector("#day-told")!.textContent).toBe("Thu, 24 December 2026");
  type(input, "tomorrow 9");
  expect(input.checkValidity()).toBe(false);
  expect(document.querySelector(".filters .moment")).toBeNull();
});

test("nothing is dressed twice", () => {
  field();
  dressMoments(document);
  expect(document.querySelectorAll("input")).toHaveLength(2);
});

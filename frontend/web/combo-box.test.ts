import { beforeEach, expect, test } from "vitest";
import { dressComboBoxes, matching } from "./combo-box";

const names = ["Anna Weiss", "Denis Petrenko", "Élodie Weber", "Hugo Martin", "Iryna Bondar", "Jan Kral", "Karim Haddad"];
names.push("Lucia Ferri", "Marc Petit", "Nadia Roux", "Olena Koval", "Paolo Conti", "Quentin Weil");
const choices = names.map((words, index) => ({ value: String(index), words }));

const words = (typed: string) => matching(choices, typed).map((choice) => choice.words);

function box(): { input: HTMLInputElement; select: HTMLSelectElement; list: HTMLElement } {
  const options = ['<option value="">Choose engineer</option>'];
  options.push(...choices.map(({ value, words }) => `<option value="${value}">${words}</option>`));
  document.body.innerHTML = `<form><label for="who">Engineer</label><select id="who" name="who" required data-combobox>${options.join("")}</select></form>`;
  dressComboBoxes(document);
  return {
    input: document.querySelector("input")!,
    select: document.querySelector("select")!,
    list: document.querySelector("ul")!,
  };
}

const press = (input: HTMLElement, key: string) =>
  input.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));

function type(input: HTMLInputElement, text: string): void {
  input.value = text;
  input.dispatchEvent(new Event("input"));
}

beforeEach(() => {
  Element.prototype.scrollIntoView = () => {};
});

test("words are found by their beginnings, accents or not", () => {
  expect(words("we")).toEqual(["Anna Weiss", "Élodie Weber", "Quentin Weil"]);
  expect(words("elo")).toEqual(["Élodie Weber"]);
  expect(words("weber élo")).toEqual(["Élodie Weber"]);
  expect(words("pe")).toEqual(["Denis Petrenko", "Marc Petit"]);
  expect(words("x")).toEqual([]);
});

test("typing and Enter choose, and the select carries the value", () => {
  const { input, select, list } = box();
  expect(document.querySelector("label")!.htmlFor).toBe(input.id);
  expect(input.placeholder).toBe("Choose engineer");
  type(input, "olena");
  expect(list.hidden).toBe(false);
  press(input, "Enter");
  expect([select.value, input.value, list.hidden]).toEqual(["10", "Olena Koval", true]);
  expect(new FormData(document.querySelector("form")!).get("who")).toBe("10");
});

test("arrows walk, Escape leaves what was chosen", () => {
  const { input, select } = box();
  type(input, "we");
  press(input, "ArrowDown");
  expect(input.getAttribute("aria-activedescendant")).toBe("who-choices-1");
  press(input, "Enter");
  expect(select.value).toBe("2");
  type(input, "nobody");
  press(input, "Escape");
  expect([select.value, input.value]).toEqual(["2", "Élodie Weber"]);
});

test("a short select stays a select", () => {
  document.body.innerHTML = '<select data-combobox><option value="1">One</option></select>';
  dressComboBoxes(document);
  expect(document.querySelector("input")).toBeNull();
});

import { beforeEach, expect, test, vi } from "vitest";
import { place, placeOf } from "./drag-list";

beforeEach(() => {
  document.body.innerHTML = `<drag-list><form><input name="key"><input name="section"><input name="place"></form>
    <ol data-section="one"><li data-key="a"><span class="drag-handle"></span></li><li data-key="b"></li></ol>
    <ol data-section="two"><li data-key="c"></li></ol></drag-list>`;
  const rows = [...document.querySelectorAll<HTMLElement>("li")];
  rows.forEach((row, at) => {
    row.getBoundingClientRect = () => ({ top: at * 40, height: 40 }) as DOMRect;
  });
});

const item = (key: string): HTMLElement => document.querySelector(`[data-key="${key}"]`)!;
const list = (key: string): HTMLElement => document.querySelector(`[data-section="${key}"]`)!;
const keys = (of: string): string[] =>
  [...list(of).children].map((each) => (each as HTMLElement).dataset.key!);

test("an item goes before the one whose middle lies below, else to the end", () => {
  place(item("b"), list("one"), 10);
  expect(keys("one")).toEqual(["b", "a"]);
  place(item("b"), list("two"), 500);
  expect([keys("one"), keys("two")]).toEqual([["a"], ["c", "b"]]);
  expect(placeOf(item("b"))).toBe(1);
});

test("what is dropped is sent with its section and place", () => {
  const form = document.querySelector("form")!;
  form.requestSubmit = vi.fn();
  const handle = item("a").querySelector<HTMLElement>(".drag-handle")!;
  handle.setPointerCapture = () => undefined;
  document.elementFromPoint = () => item("c");
  const press = { bubbles: true, button: 0 };
  handle.dispatchEvent(new MouseEvent("pointerdown", press));
  handle.dispatchEvent(new MouseEvent("pointermove", { ...press, clientX: 1, clientY: 90 }));
  handle.dispatchEvent(new MouseEvent("pointerup", press));
  const told = [...form.querySelectorAll("input")].map((input) => input.value);
  expect(told).toEqual(["a", "two", "0"]);
  expect(form.requestSubmit).toHaveBeenCalledOnce();
});

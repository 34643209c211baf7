import { webcrypto } from "node:crypto";
import { expect, test, vi } from "vitest";
import { sha256Of } from "./paper-check";

// SHA-256 of "abc", as FIPS 180-2 prints it.
const ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

vi.stubGlobal("crypto", webcrypto);

function page(sha256: string): [HTMLElement, HTMLInputElement] {
  document.body.innerHTML = `<paper-check data-sha256="${sha256}" hidden><input type="file">
    <p data-answer="same" hidden></p><p data-answer="other" hidden></p></paper-check>`;
  return [document.querySelector("paper-check")!, document.querySelector("input")!];
}

function choose(input: HTMLInputElement, words: string): void {
  const bytes = new TextEncoder().encode(words);
  const file = { arrayBuffer: () => Promise.resolve(bytes.buffer) };
  Object.defineProperty(input, "files", { value: [file] });
  input.dispatchEvent(new Event("change"));
}

const shown = (): string[] =>
  [...document.querySelectorAll<HTMLElement>("[data-answer]")]
    .filter((each) => !each.hidden)
    .map((each) => each.dataset.answer!);

test("a hash is the one the standard prints", async () => {
  expect(await sha256Of(new TextEncoder().encode("abc").buffer)).toBe(ABC);
});

test("the same file is told as ours", async () => {
  const [element, input] = page(ABC);
  expect(element.hidden).toBe(false);
  choose(input, "abc");
  await vi.waitFor(() => expect(shown()).toEqual(["same"]));
});

test("one letter less is another file", async () => {
  const [, input] = page(ABC);
  choose(input, "ab");
  await vi.waitFor(() => expect(shown()).toEqual(["other"]));
});

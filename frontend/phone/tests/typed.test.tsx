import { render } from "preact";
import { act } from "preact/test-utils";
import { expect, test } from "vitest";
import { useTyped } from "../ui/moving";

function Note({ kept }: { kept: string }) {
  const [typed, setTyped] = useTyped(kept);
  return <input value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />;
}

function type(field: HTMLInputElement, words: string): void {
  field.value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

test("the first letters of somebody quick are kept", async () => {
  const page = document.createElement("div");
  render(<Note kept="" />, page);
  const field = page.querySelector("input")!;
  type(field, "F");
  await act(() => undefined);
  expect(field.value).toBe("F");
});

test("what is kept anew takes the place of what was typed, a mere drawing does not", async () => {
  const page = document.createElement("div");
  await act(() => render(<Note kept="" />, page));
  const field = page.querySelector("input")!;
  await act(() => type(field, "Fan is"));
  await act(() => render(<Note kept="" />, page));
  expect(field.value).toBe("Fan is");
  await act(() => render(<Note kept="Fan is loose" />, page));
  expect(field.value).toBe("Fan is loose");
});

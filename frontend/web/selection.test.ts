import { expect, test } from "vitest";
import { select } from "./selection";

const VISIT = "019aa2c4-7d1e-7c33-9e5a-1f2b3c4d5e6f";

test("the bar of a visit and its row light up together, whoever is pointed at", () => {
  document.body.innerHTML = `<ul><li data-selects="${VISIT}">Row</li><li data-selects="other">Other</li></ul>
    <a class="lane-bar" href="/day/visits/${VISIT}/">Visit</a>`;
  const [row, other] = [...document.querySelectorAll("li")];
  const bar = document.querySelector(".lane-bar")!;
  bar.dispatchEvent(new Event("pointerover", { bubbles: true }));
  expect([row!, other!, bar].map((each) => each.classList.contains("here"))).toEqual([true, false, true]);
  select("other");
  expect([row!, other!, bar].map((each) => each.classList.contains("here"))).toEqual([false, true, false]);
});

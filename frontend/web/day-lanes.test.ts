import { expect, test } from "vitest";
import { place, rowsFor } from "./day-lanes";

const day = { from: 480, to: 1080 }; // 08:00 to 18:00, ten hours

test("an hour of ten is a tenth of the width", () => {
  expect(place(540, 600, day)).toEqual({ left: 10, width: 10 });
});

test("what begins before the day is cut at its edge", () => {
  expect(place(420, 540, day)).toEqual({ left: 0, width: 10 });
  expect(place(400, 460, day)).toEqual({ left: 0, width: 0 });
});

test("bars that overlap take rows of their own, a free row is used again", () => {
  const bars = [
    { from: 600, to: 660 },
    { from: 540, to: 630 },
    { from: 630, to: 700 },
  ];
  expect(rowsFor(bars)).toEqual([1, 0, 0]);
});

test("the element sets places through the style object and draws the hours", () => {
  document.body.innerHTML = `<day-lanes data-from="480" data-to="1080" data-now="780">
    <div class="lane lane-hours"><div class="lane-track"></div></div>
    <section class="lane"><div class="lane-track">
      <a class="lane-bar" data-from="540" data-to="600">Visit</a></div></section></day-lanes>`;
  const bar = document.querySelector<HTMLElement>(".lane-bar")!;
  expect([bar.style.left, bar.style.width]).toEqual(["10%", "10%"]);
  expect(document.querySelectorAll(".lane-hour")).toHaveLength(11);
  expect(document.querySelectorAll(".lane-now")).toHaveLength(1);
});

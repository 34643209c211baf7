import { describe, expect, test } from "vitest";
import type { Answer, ChecklistDefinition } from "../../wire/types";
import { numberProblem, stateOf, verdict, visibleItems } from "../work/checklist";

const FORM: ChecklistDefinition = {
  format: "checklist/1",
  key: "boiler-annual",
  version: 1,
  title: { en: "Boiler" },
  sections: [
    {
      key: "safety",
      title: { en: "Safety" },
      items: [
        { key: "gas_off", type: "check", title: { en: "Gas is off" }, required: true },
        {
          key: "co",
          type: "number",
          title: { en: "CO" },
          unit: "ppm",
          decimals: 0,
          min: "0",
          max: "5000",
          ok_max: "100",
          required: true,
          on_fail: { photo_min: 1, note: true },
        },
        {
          key: "burner",
          type: "choice",
          title: { en: "Burner" },
          options: [
            { key: "clean", title: { en: "Clean" } },
            { key: "worn", title: { en: "Worn" }, fails: true },
          ],
        },
        {
          key: "burner_photo",
          type: "photo",
          title: { en: "Photo of the burner" },
          required: true,
          min_count: 2,
          visible_if: { item: "burner", op: "eq", value: "worn" },
        },
        { key: "hint", type: "info", title: { en: "Close the tap" } },
      ],
    },
  ],
};

const given = (...answers: Answer[]) => new Map(answers.map((answer) => [answer.item, answer]));
const ok = (item: string, value: Answer["value"], more: Partial<Answer> = {}): Answer => ({
  item,
  value,
  state: "ok",
  ...more,
});
const keys = (...answers: Answer[]) => visibleItems(FORM, given(...answers)).map((i) => i.key);

test("required items without an answer are missing, a hidden one is not", () => {
  const { missing, complete, asked, answered } = verdict(FORM, given());
  expect(missing).toEqual(["gas_off", "co"]);
  expect([complete, asked, answered]).toEqual([false, 3, 0]);
});

test("an answer opens the item that depends on it", () => {
  expect(keys()).not.toContain("burner_photo");
  expect(keys(ok("burner", "worn"))).toContain("burner_photo");
  expect(keys(ok("burner", "clean"))).not.toContain("burner_photo");
});

test("a photo item counts its files", () => {
  const worn = [ok("gas_off", true), ok("co", "5"), ok("burner", "worn")];
  const one = ok("burner_photo", null, { media_ids: ["a"] });
  const two = ok("burner_photo", null, { media_ids: ["a", "b"] });
  expect(verdict(FORM, given(...worn, one)).missing).toEqual(["burner_photo"]);
  expect(verdict(FORM, given(...worn, two)).complete).toBe(true);
});

describe("a number outside its good range", () => {
  const bad = (more: Partial<Answer> = {}) => given(ok("gas_off", true), ok("co", "101", more));

  test("fails and asks for a photo and a note", () => {
    const { failed, problems } = verdict(FORM, bad());
    expect(failed).toEqual(["co"]);
    expect(problems.map(({ code }) => code)).toEqual(["photos-missing", "note-missing"]);
  });

  test("counts once both are there", () => {
    const full = bad({ note: "Burner sooted", media_ids: ["a"] });
    expect(verdict(FORM, full).complete).toBe(true);
  });

  test("is compared as a decimal, not as text", () => {
    const item = FORM.sections[0]?.items[1];
    if (!item) throw new Error("no item");
    expect([stateOf(item, "99"), stateOf(item, "100"), stateOf(item, "1000")]).toEqual([
      "ok",
      "ok",
      "fail",
    ]);
    expect(numberProblem(item, "5001")).toBe("too-high");
    expect(numberProblem(item, "1.5")).toBe("too-many-decimals");
    expect(numberProblem(item, "-1")).toBe("too-low");
    expect(numberProblem(item, "abc")).toBe("not-a-number");
  });
});

test("a skipped answer is no answer; an untick neither", () => {
  expect(verdict(FORM, given(ok("co", null, { state: "skipped" }))).missing).toContain("co");
  expect(verdict(FORM, given(ok("gas_off", false))).missing).toContain("gas_off");
});

import { expect, test } from "vitest";
import type { Visit } from "../../wire/types";
import { daysWith, localDay, nextOf, routeOf } from "../world/day";

const visit = (id: string, planned_from: string, order: number | null, status = "published") =>
  ({ id, planned_from, order, status }) as Visit;

test("a day is the zone's, not UTC's", () => {
  expect(localDay("2026-11-20T23:30:00Z", "Europe/Monaco")).toBe("2026-11-21");
  expect(localDay("2026-11-20T23:30:00Z", "UTC")).toBe("2026-11-20");
});

test("the route follows its order; what has none comes last, by time", () => {
  const visits = [
    visit("c", "2026-11-21T10:00:00Z", null),
    visit("b", "2026-11-21T08:00:00Z", 2),
    visit("a", "2026-11-21T12:00:00Z", 1),
    visit("d", "2026-11-21T09:00:00Z", null),
    visit("x", "2026-11-22T09:00:00Z", 1),
  ];
  expect(routeOf(visits, "2026-11-21", "UTC").map(({ id }) => id)).toEqual(["a", "b", "d", "c"]);
  expect(daysWith(visits, "2026-11-20", "UTC")).toEqual(["2026-11-20", "2026-11-21", "2026-11-22"]);
});

test("next is the visit under way, else the first that is not over", () => {
  const route = [
    visit("a", "2026-11-21T08:00:00Z", 1, "completed"),
    visit("b", "2026-11-21T09:00:00Z", 2, "published"),
    visit("c", "2026-11-21T10:00:00Z", 3, "working"),
  ];
  expect(nextOf(route, ({ status }) => status)?.id).toBe("c");
  expect(nextOf(route.slice(0, 2), ({ status }) => status)?.id).toBe("b");
  expect(nextOf(route.slice(0, 1), ({ status }) => status)).toBeUndefined();
});

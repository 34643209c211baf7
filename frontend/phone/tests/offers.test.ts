import { expect, test } from "vitest";
import type { Bundle } from "../../wire/types";
import { bundle } from "../kept/state";
import { offerSha256, proposing, reckon, type OfferDraft } from "../money/offers";
import { canonical, sha256 } from "../report/canonical";
import type { OpenVisit } from "../world/visits";

const WORK = "01890000-0000-7000-8000-000000000001";
const NOW = "2026-11-16T10:00:00.000Z";
const LINE = {
  code: "", in_hours: null, factor: null, verdict: "paid", reason: "clause", clause: "4.1",
  words: "", presumed: false, quota: "", engineer: "", quantity: "1", vat: "20", tax: "S",
  about: false, net: null, price: null,
} as const;

function opened(): OpenVisit {
  const lines = [
    { ...LINE, kind: "call_out", unit: "visit", net: "60", price: "60" },
    { ...LINE, kind: "labour", unit: "h", net: "80", price: "80", factor: "1", code: "standard", about: true },
    { ...LINE, kind: "part", unit: "pcs" },
  ];
  const price_list = {
    price_list: "Standard", currency: "EUR", includes_vat: false, step_min: 15, rounding: "up",
    minimum_min: 0, parts: { "FAN-120": "34.5" }, listed: {},
  };
  bundle.value = {
    coverage: {
      works: [{ work_order: WORK, terms: 0, hours: 0, agreement: "c" }],
      terms: [{ prices: 0, boundary: "split", discount: "0", rounding: "half_up", quotas: [], lines }],
      hours: [[["2026-11-16T07:00:00Z", true, "1"]]],
    },
    prices: [price_list],
  } as unknown as Bundle;
  const crew = [{ name: "Olena", role: "lead", rate_class: "standard", is_me: true }];
  const progress = { parts: [], times: [], taps: [] };
  return { visit: { work_orders: [{ id: WORK }], crew }, progress } as unknown as OpenVisit;
}

const DRAFT: OfferDraft = {
  proposal_id: "p", work: WORK, text: " Two new fans ", minutes: 30,
  parts: [{ part_id: "f", code: "FAN-120", name: "Fan 120 mm", quantity: "2", unit: "pcs" }],
};

test("half an hour at 80.00 and two fans at 34.50, without the call-out that is due anyway", () => {
  const { offer, about, unknown } = reckon(opened(), DRAFT, NOW);
  expect(offer?.lines.map(({ text, quantity, net }) => [text, quantity, net])).toEqual([
    ["Work", "0.5", "40.00"],
    ["Fan 120 mm", "2", "69.00"],
  ]);
  expect([offer?.net, offer?.vat, offer?.gross]).toEqual(["109.00", "21.80", "130.80"]);
  expect([offer?.text, about, unknown]).toEqual(["Two new fans", true, false]);
});

test("a part without a price cannot be offered", () => {
  const [part] = DRAFT.parts;
  const parts = part ? [{ ...part, code: "RARE" }] : [];
  expect(reckon(opened(), { ...DRAFT, minutes: 0, parts }, NOW).unknown).toBe(true);
});

test("an approval names the offer as the office stores it", async () => {
  const { offer } = reckon(opened(), DRAFT, NOW);
  if (!offer) throw new Error("no offer");
  const { estimate_net: net, ...told } = proposing(offer).body;
  const kept = { format: "offer/1", ...told, net, gross: "130.80" };
  expect(await offerSha256(offer)).toBe(await sha256(canonical(JSON.parse(JSON.stringify(kept)))));
});

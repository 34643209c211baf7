import { useState } from "preact/hooks";
import { t } from "../../../web/i18n";
import type { CatalogPart, Uuid } from "../../../wire/types";
import { newId } from "../../kept/ids";
import { bundle, catalog } from "../../kept/state";
import { rowsOf } from "../../money/coverage";
import { asDecimal, compareDecimals, stepped } from "../../money/decimal";
import { record, type Happening } from "../../outbox/outbox";
import { plain } from "../../report/snapshot";
import { Icon } from "../../ui/icons";
import { Section } from "../../ui/parts";
import { Screen } from "../../ui/screen";
import { Sheet } from "../../ui/taps";
import { inLanguage, unitName } from "../../ui/wording";
import { isOver } from "../../work/lifecycle";
import type { OpenVisit } from "../../world/visits";
import { PaidSoFar, PayPill, partPay, payWords } from "./coverage";
import { TimeSection } from "./time";
import { firstWork, WorkChoice } from "./workchoice";

/** What was used and how long it took. */
export function PartsAndTime({ open }: { open: OpenVisit }) {
  const { visit, progress } = open;
  const [work, setWork] = useState(firstWork(visit));
  const [choosing, setChoosing] = useState(false);
  const over = isOver(progress.status);
  return (
    <Screen
      title={t("Parts and time")}
      subtitle={open.object.name}
      back={["visit", visit.id]}
      action={
        over
          ? undefined
          : { label: t("Add a part"), icon: "plus", onTap: () => setChoosing(true) }
      }
    >
      <WorkChoice visit={visit} value={work} onChoose={setWork} />
      <Section title={t("Parts used")}>
        {progress.parts.length === 0 && <p class="help">{t("None so far.")}</p>}
        {progress.parts.map((use) => (
          <p class="row" key={use.use_id}>
            <span class="row-words">
              <span>{partName(use.part_id)}</span>
              <small>
                {plain(use.quantity)} {unitName(use.unit)}
              </small>
            </span>
            {!over && (
              <TakeBack
                onTap={() => {
                  const body = { use_id: use.use_id, work_order_id: use.work_order_id };
                  void record(visit, [{ type: "part.void", body }]);
                }}
              />
            )}
          </p>
        ))}
      </Section>
      <TimeSection open={open} work={work} />
      {!over && <PaidSoFar open={open} />}
      {choosing && (
        <PartSheet
          open={open}
          work={work}
          takeLabel={(words) => t("Use {quantity} {unit}", words)}
          onTake={(part, quantity) => {
            const { id, unit } = part;
            void record(visit, [useOf({ part_id: id, quantity, unit }, work)]);
          }}
          onClose={() => setChoosing(false)}
        />
      )}
    </Screen>
  );
}

/** So many of a part used up in a work order. */
export const useOf = (
  part: { part_id: Uuid; quantity: string; unit: string },
  work_order_id: Uuid,
): Happening => ({
  type: "part.use",
  body: { use_id: newId(), work_order_id, ...part },
});

export function TakeBack({ onTap }: { onTap: () => void }) {
  return (
    <button type="button" class="button small" aria-label={t("Take back")} onClick={onTap}>
      <Icon name="cross" />
    </button>
  );
}

const partOf = (id: Uuid): CatalogPart | undefined =>
  catalog.value?.parts.find((part) => part.id === id);

const partName = (id: Uuid): string => inLanguage(partOf(id)?.name) || t("Part");

interface PartSheetProps {
  open: OpenVisit;
  work: Uuid;
  /** What is to be done with so many of the part. */
  onTake: (part: CatalogPart, quantity: string) => void;
  takeLabel: (words: { quantity: string; unit: string }) => string;
  onClose: () => void;
}

/** Finds a part, says what it costs, and asks how many. */
export function PartSheet({ open, work, onTake, takeLabel, onClose }: PartSheetProps) {
  const [sought, setSought] = useState("");
  const [part, setPart] = useState<CatalogPart>();
  const [quantity, setQuantity] = useState("1");
  const amount = asDecimal(quantity);
  const usable = (compareDecimals(amount, "0") ?? 0) > 0;

  const currency = rowsOf(work)?.prices.currency ?? "EUR";
  const looked = part && partPay(open, work, part);
  const priceOf = (one: CatalogPart): string | undefined => {
    const found = partPay(open, work, one);
    return found && payWords(found, currency, 1);
  };

  const take = (): void => {
    if (!part || !usable) return;
    onClose();
    onTake(part, plain(amount));
  };

  if (!part) {
    return (
      <Sheet title={t("Which part?")} onClose={onClose}>
        <input
          type="search"
          value={sought}
          placeholder={t("Number or name")}
          aria-label={t("Number or name")}
          onInput={(event) => setSought(event.currentTarget.value)}
        />
        <ul class="found">
          {partsLike(sought).map((one) => (
            <li key={one.id}>
              <button type="button" class="row" onClick={() => setPart(one)}>
                <span class="row-words">
                  <span>{inLanguage(one.name)}</span>
                  <small>
                    {[one.number, inVan(one), priceOf(one)].filter(Boolean).join(" · ")}
                  </small>
                </span>
              </button>
            </li>
          ))}
        </ul>
      </Sheet>
    );
  }
  return (
    <Sheet title={inLanguage(part.name)} onClose={onClose}>
      <div class="stepper">
        <button
          type="button"
          class="button"
          aria-label={t("One less")}
          onClick={() => setQuantity(stepped(amount, -1n, "1"))}
        >
          <Icon name="minus" />
        </button>
        <input
          inputmode="decimal"
          value={quantity}
          aria-label={t("Quantity, {unit}", { unit: unitName(part.unit) })}
          aria-invalid={!usable}
          onInput={(event) => setQuantity(event.currentTarget.value)}
        />
        <button
          type="button"
          class="button"
          aria-label={t("One more")}
          onClick={() => setQuantity(stepped(amount, 1n, "1"))}
        >
          <Icon name="plus" />
        </button>
      </div>
      {looked && usable && (
        <p>
          <PayPill looked={looked} currency={currency} quantity={Number(amount)} />
        </p>
      )}
      {!usable && <p class="field-problem">{t("The quantity must be above zero.")}</p>}
      <button type="button" class="button primary" onClick={take}>
        {takeLabel({ quantity: usable ? amount : "", unit: unitName(part.unit) })}
      </button>
    </Sheet>
  );
}

const MOST_SHOWN = 30;

/** Parts by number or name; what is in the van comes first. */
function partsLike(sought: string): CatalogPart[] {
  const words = sought.trim().toLowerCase();
  const found = (catalog.value?.parts ?? []).filter((part) =>
    `${part.number} ${inLanguage(part.name)}`.toLowerCase().includes(words),
  );
  const rank = (part: CatalogPart): number => (stockOf(part) ? 0 : 1);
  return found.sort((a, b) => rank(a) - rank(b)).slice(0, MOST_SHOWN);
}

const stockOf = (part: CatalogPart) =>
  bundle.value?.van_stock?.find(({ part_id }) => part_id === part.id);

function inVan(part: CatalogPart): string | undefined {
  const stock = stockOf(part);
  return stock && t("{quantity} {unit} in the van", { quantity: plain(stock.quantity), unit: unitName(part.unit) });
}

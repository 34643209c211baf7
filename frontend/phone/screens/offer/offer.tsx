import { useState } from "preact/hooks";
import { t } from "../../../web/i18n";
import { useDraft } from "../../kept/drafts";
import { newId } from "../../kept/ids";
import { rowsOf } from "../../money/coverage";
import { reckon, type OfferDraft, type Reckoned } from "../../money/offers";
import { go } from "../../route";
import { Icon } from "../../ui/icons";
import { useNow } from "../../ui/moving";
import { Notice, Section } from "../../ui/parts";
import { Screen } from "../../ui/screen";
import { duration, unitName } from "../../ui/wording";
import { knownAs } from "../../work/about";
import type { OpenVisit } from "../../world/visits";
import { PartSheet, TakeBack } from "../visit/parts";
import { firstWork, WorkChoice } from "../visit/workchoice";
import { OfferLines } from "./offerlines";

export const offerKey = (visit: string): string => `offer/${visit}`;

const EMPTY: OfferDraft = { proposal_id: "", work: "", text: "", minutes: 0, parts: [] };

/** Work the contract does not cover: what it would be and cost; the client sees it next. */
export function NewOffer({ open }: { open: OpenVisit }) {
  const { visit } = open;
  const [kept, setDraft] = useDraft<OfferDraft>(offerKey(knownAs(visit)), EMPTY);
  const [choosing, setChoosing] = useState(false);
  const draft = { ...kept, work: kept.work || firstWork(visit) };
  const change = (part: Partial<OfferDraft>): void =>
    setDraft({ ...draft, proposal_id: draft.proposal_id || newId(), ...part });
  const reckoned = reckon(open, draft, new Date(useNow()).toISOString());
  return (
    <Screen
      title={t("Offer paid work")}
      subtitle={open.object.name}
      back={["visit", visit.id]}
      action={{
        label: t("Show to the client"),
        icon: "forward",
        onTap: () => go("visit", visit.id, "offered"),
        notYet: lacking(draft, reckoned),
      }}
    >
      <WorkChoice visit={visit} value={draft.work} onChoose={(work) => change({ work })} />
      <label class="field">
        <span>{t("What would be done?")}</span>
        <textarea
          rows={3}
          maxLength={2000}
          value={draft.text}
          onInput={(event) => change({ text: event.currentTarget.value })}
        />
      </label>
      <Section title={t("Work time")}>
        <Minutes
          minutes={draft.minutes}
          step={rowsOf(draft.work)?.prices.step_min ?? 15}
          onChange={(minutes) => change({ minutes })}
        />
      </Section>
      <Section title={t("Parts")}>
        {draft.parts.map((part, place) => (
          <p class="row" key={part.part_id + place}>
            <span class="row-words">
              <span>{part.name}</span>
              <small>
                {part.quantity} {unitName(part.unit)}
              </small>
            </span>
            <TakeBack
              onTap={() => change({ parts: draft.parts.filter((_, at) => at !== place) })}
            />
          </p>
        ))}
        <button type="button" class="button" onClick={() => setChoosing(true)}>
          <Icon name="plus" />
          {t("Add a part")}
        </button>
      </Section>
      <Price {...reckoned} />
      {choosing && (
        <PartSheet
          open={open}
          work={draft.work}
          takeLabel={(words) => t("Offer {quantity} {unit}", words)}
          onTake={({ id, number, name, unit }, quantity) =>
            change({ parts: [...draft.parts, { part_id: id, code: number, name, quantity, unit }] })
          }
          onClose={() => setChoosing(false)}
        />
      )}
    </Screen>
  );
}

function lacking({ text, minutes, parts }: OfferDraft, reckoned: Reckoned): string | undefined {
  if (!text.trim()) return t("Say what would be done");
  if (minutes === 0 && parts.length === 0) return t("Add work time or a part");
  if (reckoned.unknown || !reckoned.offer) return t("The office has to name this price");
  if (reckoned.offer.net === "0.00") return t("Nothing: all of it is covered");
  return undefined;
}

interface MinutesProps {
  minutes: number;
  step: number;
  onChange: (minutes: number) => void;
}

/** Time in the steps it is charged by. */
function Minutes({ minutes, step, onChange }: MinutesProps) {
  return (
    <div class="stepper">
      <button
        type="button"
        class="button"
        aria-label={t("Less time")}
        onClick={() => onChange(Math.max(0, minutes - step))}
      >
        <Icon name="minus" />
      </button>
      <output aria-live="polite">{minutes === 0 ? t("None") : duration(minutes * 60)}</output>
      <button
        type="button"
        class="button"
        aria-label={t("More time")}
        onClick={() => onChange(minutes + step)}
      >
        <Icon name="plus" />
      </button>
    </div>
  );
}

function Price({ offer, about, unknown }: Reckoned) {
  if (unknown) {
    return (
      <Notice kind="warn" icon="shield">
        {t("Some prices are not known; the office sets them.")}
      </Notice>
    );
  }
  if (!offer) return null;
  return (
    <Section title={t("Price by the agreement")}>
      <OfferLines offer={offer} about={about} />
    </Section>
  );
}

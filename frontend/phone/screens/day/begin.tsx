import { useState } from "preact/hooks";
import { t } from "../../../web/i18n";
import type { Impact, Uuid } from "../../../wire/types";
import { useDraft } from "../../kept/drafts";
import { newId } from "../../kept/ids";
import { bundle } from "../../kept/state";
import { record } from "../../outbox/outbox";
import { go } from "../../route";
import { Empty, Section } from "../../ui/parts";
import { Screen } from "../../ui/screen";
import { Choice } from "../../ui/taps";
import { impactName } from "../../ui/wording";

interface Beginning {
  place: Uuid;
  unit: Uuid;
  words: string;
  impact: Impact;
  reporter: string;
}

const KEY = "begin";
const IMPACTS: Impact[] = ["stopped", "goods_at_risk", "partly", "no_hurry"];
const MOST_SHOWN = 12;

/** Work begun before any request exists: where, what, how bad, and who asked. */
export function Begin() {
  const [begun, setBegun] = useDraft<Beginning>(KEY, {
    place: "",
    unit: "",
    words: "",
    impact: "partly",
    reporter: "",
  });
  const change = (some: Partial<Beginning>): void => setBegun((now) => ({ ...now, ...some }));
  const place = bundle.value?.places.find(({ id }) => id === begun.place);

  const start = async (): Promise<void> => {
    const visit = { id: newId(), version: 1 };
    const body = {
      request_id: newId(),
      work_order_id: newId(),
      object_id: begun.place,
      words: begun.words.trim(),
      impact: begun.impact,
      ...(begun.unit ? { equipment_id: begun.unit } : {}),
      ...(begun.reporter.trim() ? { reported_by: begun.reporter.trim() } : {}),
    };
    await record(visit, [{ type: "visit.open", body }], { settledDrafts: [KEY] });
    go("visit", visit.id);
  };

  return (
    <Screen
      title={t("Work without a visit")}
      back={[]}
      action={{
        label: t("Start work"),
        icon: "play",
        onTap: () => void start(),
        notYet: !place
          ? t("Choose the object")
          : begun.words.trim()
            ? undefined
            : t("Write what is to be done"),
      }}
    >
      <PlaceChoice chosen={begun.place} onChoose={(id) => change({ place: id, unit: "" })} />
      {place && place.equipment.length > 0 && (
        <Section title={t("Which unit?")}>
          <Choice
            label={t("Which unit?")}
            stacked
            options={place.equipment.map(({ id, name }) => ({ value: id, label: name }))}
            value={begun.unit || undefined}
            onChoose={(unit) => change({ unit: unit === begun.unit ? "" : unit })}
          />
        </Section>
      )}
      <label class="field">
        <span>{t("What is to be done?")}</span>
        <textarea
          rows={3}
          maxLength={5000}
          value={begun.words}
          onInput={(event) => change({ words: event.currentTarget.value })}
        />
      </label>
      <Section title={t("How bad is it for the client?")}>
        <Choice
          label={t("How bad is it for the client?")}
          stacked
          options={IMPACTS.map((value) => ({ value, label: impactName(value) }))}
          value={begun.impact}
          onChoose={(impact) => change({ impact })}
        />
      </Section>
      <label class="field">
        <span>{t("Who asked for it?")}</span>
        <input
          value={begun.reporter}
          maxLength={200}
          autocomplete="off"
          onInput={(event) => change({ reporter: event.currentTarget.value })}
        />
      </label>
    </Screen>
  );
}

function PlaceChoice({ chosen, onChoose }: { chosen: Uuid; onChoose: (id: Uuid) => void }) {
  const [sought, setSought] = useState("");
  const places = bundle.value?.places ?? [];
  const found = places.filter(({ id, name, client_code }) =>
    sought.trim()
      ? `${name} ${client_code}`.toLowerCase().includes(sought.trim().toLowerCase())
      : id === chosen || !chosen,
  );
  return (
    <Section title={t("Where?")}>
      {places.length === 0 && (
        <Empty icon="info" title={t("No objects are on this phone")}>
          {t("The office gives an engineer the objects of a territory.")}
        </Empty>
      )}
      <input
        type="search"
        value={sought}
        placeholder={t("Name of the object")}
        aria-label={t("Name of the object")}
        onInput={(event) => setSought(event.currentTarget.value)}
      />
      <Choice
        label={t("Where?")}
        stacked
        options={found.slice(0, MOST_SHOWN).map(({ id, name, client_code }) => ({
          value: id,
          label: [name, client_code].filter(Boolean).join(" · "),
        }))}
        value={chosen || undefined}
        onChoose={(id) => {
          setSought("");
          onChoose(id);
        }}
      />
    </Section>
  );
}

// The fields of the forms in found.tsx, each shown where its form asks for it.

import type { ComponentChildren } from "preact";
import { t } from "../../../web/i18n";
import type { Restoration, Whereabouts } from "../../../wire/types";
import { Section } from "../../ui/parts";
import { Choice } from "../../ui/taps";
import { restorationName, whereaboutsName } from "../../ui/wording";
import type { Finding, FindingField, FindingForm } from "../../work/findings";
import { attachPhotos } from "../../work/photos";
import type { NamedUnit, OpenVisit } from "../../world/visits";
import { PhotoButton, Thumbs } from "../visit/pictures";
import { ScanButton } from "./scan";

interface FieldsProps {
  open: OpenVisit;
  form: FindingForm;
  units: NamedUnit[];
  found: Finding;
  onChange: (change: Partial<Finding>) => void;
}

export function FindingFields(props: FieldsProps) {
  return <>{props.form.fields.map((field) => fieldOf(field, props))}</>;
}

const RESTORED: Restoration[] = ["fixed", "temporary", "bypass"];
const PLACES: Whereabouts[] = ["workshop", "van", "stock", "scrap", "object"];

function fieldOf(field: FindingField, props: FieldsProps): ComponentChildren {
  const { form, found, units, onChange } = props;
  switch (field) {
    case "how":
      return (
        <Section key={field} title={t("How?")}>
          <Choice
            label={t("How?")}
            stacked
            options={RESTORED.map((value) => ({ value, label: restorationName(value) }))}
            value={found.how}
            onChoose={(how) => onChange({ how })}
          />
        </Section>
      );
    case "unit":
      return <UnitChoice key={field} units={units} found={found} onChange={onChange} />;
    case "to":
      return (
        <Section key={field} title={t("Where is it now?")}>
          <Choice
            label={t("Where is it now?")}
            stacked
            options={PLACES.map((value) => ({ value, label: whereaboutsName(value) }))}
            value={found.to}
            onChoose={(to) => onChange({ to })}
          />
        </Section>
      );
    case "severity":
      return (
        <Section key={field} title={t("How bad?")}>
          <Choice
            label={t("How bad?")}
            options={[
              { value: "low", label: t("Low") },
              { value: "normal", label: t("Normal") },
              { value: "high", label: t("High"), kind: "bad" },
            ]}
            value={found.severity}
            onChoose={(severity) => onChange({ severity })}
          />
        </Section>
      );
    case "text":
      return (
        <label class="field" key={field}>
          <span>{form.words?.()}</span>
          <textarea
            rows={3}
            maxLength={5000}
            value={found.text}
            onInput={(event) => onChange({ text: event.currentTarget.value })}
          />
        </label>
      );
    case "name":
      return (
        <Line
          key={field}
          label={form.naming?.() ?? t("Name")}
          value={found.name}
          onType={(name) => onChange({ name })}
        />
      );
    case "serial":
      return (
        <div key={field} class="section">
          <Line
            label={t("Serial number")}
            value={found.serial}
            onType={(serial) => onChange({ serial })}
          />
          <ScanButton onCode={(code) => onChange({ serial: code.slice(0, 100) })} />
        </div>
      );
    case "value":
      return <Reading key={field} found={found} onChange={onChange} />;
    case "photos":
      return <Photographed key={field} {...props} />;
  }
}

type Part = Pick<FieldsProps, "found" | "onChange">;

function UnitChoice({ units, found, onChange }: Part & Pick<FieldsProps, "units">) {
  return (
    <Section title={t("Which unit?")}>
      {units.length === 0 && <p class="help">{t("No unit of this object is on the phone.")}</p>}
      <Choice
        label={t("Which unit?")}
        stacked
        options={units.map(({ id, name }) => ({ value: id, label: name }))}
        value={found.unit || undefined}
        onChoose={(unit) => onChange({ unit: unit === found.unit ? "" : unit })}
      />
    </Section>
  );
}

function Line(props: { label: string; value: string; onType: (typed: string) => void }) {
  return (
    <label class="field">
      <span>{props.label}</span>
      <input
        value={props.value}
        maxLength={100}
        autocomplete="off"
        onInput={(event) => props.onType(event.currentTarget.value)}
      />
    </label>
  );
}

function Reading({ found, onChange }: Part) {
  return (
    <>
      <label class="field">
        <span>{t("Reading")}</span>
        <input
          inputmode="decimal"
          value={found.value}
          onInput={(event) => onChange({ value: event.currentTarget.value })}
        />
      </label>
      <Line label={t("Unit of measure")} value={found.measure} onType={(measure) => onChange({ measure })} />
    </>
  );
}

function Photographed({ open, found, onChange }: FieldsProps) {
  const photograph = async (files: File[]): Promise<void> => {
    const place = { role: "during", work_order_id: found.work } as const;
    const ids = await attachPhotos(open.visit, files, place);
    onChange({ photos: [...found.photos, ...ids] });
  };
  return (
    <>
      <Thumbs ids={found.photos} />
      <PhotoButton label={t("Take photo")} onTake={(files) => void photograph(files)} />
    </>
  );
}

// One way of answering for each type of checklist item.

import { useState } from "preact/hooks";
import { t } from "../../../web/i18n";
import type { Answer, AnswerValue, ChecklistItem } from "../../../wire/types";
import { askPosition } from "../../device/gps";
import { Icon } from "../../ui/icons";
import { useTyped } from "../../ui/moving";
import { Choice } from "../../ui/taps";
import { inLanguage } from "../../ui/wording";
import type { OnAnswer } from "../../work/answering";
import { stateOf } from "../../work/checklist";
import { ScanButton } from "../found/scan";
import { Autograph } from "./autograph";
import { NumberField } from "./numbers";
import { PhotoButton, Thumbs } from "./pictures";

interface FieldProps {
  item: ChecklistItem;
  answer: Answer | undefined;
  onAnswer: OnAnswer;
}

export interface ValueProps {
  item: ChecklistItem;
  answer: Answer | undefined;
  onValue: (value: AnswerValue) => void;
}

export function Field({ item, answer, onAnswer }: FieldProps) {
  const give = (value: AnswerValue): void =>
    void onAnswer({ value, state: stateOf(item, value) });
  const props = { item, answer, onValue: give };
  switch (item.type) {
    case "check":
      return <Tick {...props} />;
    case "passfail":
      return <PassFail {...props} />;
    case "number":
    case "meter":
      return <NumberField {...props} />;
    case "choice":
      return <OneOf {...props} />;
    case "multi":
      return <SomeOf {...props} />;
    case "photo":
    case "file":
      return <Files item={item} answer={answer} onAnswer={onAnswer} />;
    case "geo":
      return <PlaceField {...props} />;
    case "date":
      return <Typed {...props} type="date" />;
    case "datetime":
      return <Moment {...props} />;
    case "text":
    case "scan":
      return <Words {...props} />;
    case "signature":
      return <Autograph item={item} answer={answer} onAnswer={onAnswer} />;
    default:
      return null;
  }
}

/** For what is not there: an answer that neither passes nor fails. */
export function NotApplicable({ item, answer, onAnswer }: FieldProps) {
  if (!item.allow_na || item.type === "passfail") return null;
  const chosen = answer?.state === "na";
  const state = chosen ? "skipped" : "na";
  return (
    <button
      type="button"
      class="option"
      aria-pressed={chosen}
      onClick={() => void onAnswer({ value: null, state })}
    >
      {t("Does not apply")}
    </button>
  );
}

export const describedBy = (item: ChecklistItem): string => `ask-${item.key}`;

function Tick({ item, answer, onValue }: ValueProps) {
  const ticked = answer?.value === true;
  return (
    <button
      type="button"
      class="tick"
      role="checkbox"
      aria-checked={ticked}
      aria-labelledby={describedBy(item)}
      onClick={() => onValue(!ticked)}
    >
      <span class="tick-box">{ticked && <Icon name="check" />}</span>
      {ticked ? t("Done") : t("Tap when done")}
    </button>
  );
}

function PassFail({ item, answer, onValue }: ValueProps) {
  return (
    <Choice
      label={inLanguage(item.title)}
      options={[
        { value: "pass", label: t("Pass"), kind: "good" },
        { value: "fail", label: t("Fail"), kind: "bad" },
        { value: "na", label: t("Not applicable") },
      ]}
      value={typeof answer?.value === "string" ? answer.value : undefined}
      onChoose={onValue}
    />
  );
}

function OneOf({ item, answer, onValue }: ValueProps) {
  return (
    <Choice
      label={inLanguage(item.title)}
      stacked
      options={(item.options ?? []).map((option) => ({
        value: option.key,
        label: inLanguage(option.title),
        ...(option.fails ? { kind: "bad" as const } : {}),
      }))}
      value={typeof answer?.value === "string" ? answer.value : undefined}
      onChoose={onValue}
    />
  );
}

function SomeOf({ item, answer, onValue }: ValueProps) {
  const chosen = Array.isArray(answer?.value) ? answer.value : [];
  const toggle = (key: string): void =>
    onValue(chosen.includes(key) ? chosen.filter((one) => one !== key) : [...chosen, key]);
  return (
    <div class="choice stacked" role="group" aria-labelledby={describedBy(item)}>
      {(item.options ?? []).map((option) => (
        <button
          type="button"
          key={option.key}
          class={option.fails ? "option bad" : "option"}
          role="checkbox"
          aria-checked={chosen.includes(option.key)}
          onClick={() => toggle(option.key)}
        >
          <span class="tick-box">{chosen.includes(option.key) && <Icon name="check" />}</span>
          {inLanguage(option.title)}
        </button>
      ))}
    </div>
  );
}

function Files({ item, answer, onAnswer }: FieldProps) {
  const taken = answer?.media_ids ?? [];
  const add = (files: File[]): void =>
    void onAnswer({ value: null, state: "ok" }, files);
  const full = item.max_count !== undefined && taken.length >= item.max_count;
  return (
    <>
      <Thumbs ids={taken} />
      {!full && (
        <PhotoButton
          label={
            item.type === "file"
              ? t("Add a file")
              : taken.length === 0
                ? t("Take photo")
                : t("Add a photo")
          }
          accept={item.type === "file" ? "image/*,application/pdf" : undefined}
          onTake={add}
        />
      )}
      {(item.min_count ?? 1) > 1 && (
        <p class="help">{t("{done} / {all}", { done: taken.length, all: item.min_count ?? 1 })}</p>
      )}
    </>
  );
}

function PlaceField({ answer, onValue }: ValueProps) {
  const [failed, setFailed] = useState(false);
  const place = answer?.value;
  const words =
    place !== null && typeof place === "object" && "lat" in place
      ? `${place.lat}, ${place.lon}`
      : undefined;
  const find = async (): Promise<void> => {
    const gps = await askPosition();
    setFailed(gps === undefined);
    if (gps) onValue({ lat: String(gps.lat), lon: String(gps.lon) });
  };
  return (
    <>
      <button type="button" class="button" onClick={() => void find()}>
        <Icon name="navigate" />
        {words ?? t("Take the position")}
      </button>
      {failed && <p class="field-problem">{t("The phone gave no position.")}</p>}
    </>
  );
}

function Typed({ item, answer, onValue, type }: ValueProps & { type: "date" }) {
  return (
    <input
      type={type}
      value={typeof answer?.value === "string" ? answer.value : ""}
      aria-labelledby={describedBy(item)}
      onChange={(event) => onValue(event.currentTarget.value || null)}
    />
  );
}

/** Typed in the phone's zone, told as a moment. */
function Moment({ item, answer, onValue }: ValueProps) {
  const moment = typeof answer?.value === "string" && answer.value ? new Date(answer.value) : null;
  return (
    <input
      type="datetime-local"
      value={moment ? localInput(moment) : ""}
      aria-labelledby={describedBy(item)}
      onChange={(event) => {
        const { value } = event.currentTarget;
        onValue(value ? new Date(value).toISOString() : null);
      }}
    />
  );
}

/** "2026-11-21T14:05" in the phone's own zone, as date inputs want it. */
export const localInput = (moment: Date): string =>
  new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

function Words({ item, answer, onValue }: ValueProps) {
  const given = typeof answer?.value === "string" ? answer.value : "";
  const [typed, setTyped] = useTyped(given);
  const props = {
    value: typed,
    maxLength: item.max_length ?? 20_000,
    "aria-labelledby": describedBy(item),
    onInput: (event: { currentTarget: { value: string } }) => setTyped(event.currentTarget.value),
    onChange: () => typed !== given && onValue(typed),
  };
  if (item.type !== "scan") return <textarea rows={3} {...props} />;
  return (
    <>
      <input {...props} />
      <ScanButton onCode={onValue} />
    </>
  );
}

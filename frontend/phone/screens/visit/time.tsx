import { useState } from "preact/hooks";
import { t } from "../../../web/i18n";
import type { TimeKind, Uuid } from "../../../wire/types";
import { newId } from "../../kept/ids";
import { lookUp, myClass, rowsOf } from "../../money/coverage";
import { record, type Happening } from "../../outbox/outbox";
import { useNow } from "../../ui/moving";
import { Section } from "../../ui/parts";
import { Choice } from "../../ui/taps";
import { clockTime, duration, timeKindName } from "../../ui/wording";
import { isOver } from "../../work/lifecycle";
import { isBilled, reasonName, reasonsFor } from "../../work/reasons";
import { proposedSpans, type Span } from "../../work/spans";
import { engineerZone, type OpenVisit } from "../../world/visits";
import { PayPill } from "./coverage";
import { localInput } from "./fields";
import { TakeBack } from "./parts";

const HALF_HOUR_MS = 1_800_000;

interface TimeProps {
  open: OpenVisit;
  work: Uuid;
}

/** Time logged, what the taps propose, and a form for the rest. */
export function TimeSection({ open, work }: TimeProps) {
  const { visit, progress } = open;
  const now = new Date(useNow()).toISOString();
  const over = isOver(progress.status);
  const proposed = over ? [] : proposedSpans(open, now);
  return (
    <Section title={t("Time")}>
      {progress.times.length + proposed.length === 0 && <p class="help">{t("None so far.")}</p>}
      {progress.times.map((time) => (
        <p class="row" key={time.time_id}>
          <SpanWords span={time} />
          {!over && (
            <TakeBack
              onTap={() =>
                void record(visit, [{ type: "time.void", body: { time_id: time.time_id } }])
              }
            />
          )}
        </p>
      ))}
      {proposed.map((span) => (
        <p class="row proposed" key={`${span.kind}${span.from}`}>
          <SpanWords span={span} hint={t("From your taps")} />
          <button
            type="button"
            class="button small"
            onClick={() => void record(visit, [timeLog(span, work)])}
          >
            {t("Log")}
          </button>
        </p>
      ))}
      {!over && <OtherTime open={open} work={work} />}
    </Section>
  );
}

export function SpanWords({ span, hint }: { span: Span; hint?: string }) {
  const seconds = (Date.parse(span.to) - Date.parse(span.from)) / 1000;
  return (
    <span class="row-words">
      <span>
        {timeKindName(span.kind)}, {duration(seconds)}
      </span>
      <small>
        {clockTime(span.from, engineerZone.value)}–{clockTime(span.to, engineerZone.value)} {hint}
      </small>
    </span>
  );
}

/** Travel belongs to the visit, work to its work order; waiting says why. */
export function timeLog({ kind, from, to }: Span, work: Uuid, reason?: string): Happening {
  const whose = kind === "work" ? { work_order_id: work } : {};
  const why = kind === "wait" && reason ? { reason } : {};
  return { type: "time.log", body: { time_id: newId(), kind, from, to, ...whose, ...why } };
}

interface TimePayProps extends TimeProps {
  kind: TimeKind;
  from: string;
  reason: string | undefined;
}

/** Who pays for an hour of it, before it is logged. */
function TimePay({ open, kind, from, reason, work }: TimePayProps) {
  const billed = kind === "work" ? "labour" : kind === "wait" ? "waiting" : undefined;
  const rows = rowsOf(work);
  if (!billed || !rows || !from || !isBilled({ kind, reason })) return null;
  const [looked] = lookUp(rows, billed, new Date(from).toISOString(), myClass(open));
  if (!looked) return null;
  return (
    <p>
      <PayPill looked={looked} currency={rows.prices.currency} />
    </p>
  );
}

function OtherTime({ open, work }: TimeProps) {
  const [kind, setKind] = useState<TimeKind>("wait");
  const [reason, setReason] = useState<string>();
  const [from, setFrom] = useState(() => localInput(new Date(Date.now() - HALF_HOUR_MS)));
  const [to, setTo] = useState(() => localInput(new Date()));
  const [problem, setProblem] = useState("");
  const kinds: TimeKind[] = ["travel", "work", "wait", "break"];
  const reasons = kind === "wait" ? reasonsFor("wait") : [];

  const log = async (): Promise<void> => {
    if (!(from && to && from < to)) {
      setProblem(t("The end must be after the start."));
      return;
    }
    if (reasons.length > 0 && !reason) {
      setProblem(t("Choose a reason."));
      return;
    }
    setProblem("");
    const span = { kind, from: new Date(from).toISOString(), to: new Date(to).toISOString() };
    await record(open.visit, [timeLog(span, work, reason)]);
  };

  return (
    <details class="other-time">
      <summary>{t("Log other time")}</summary>
      <Choice
        label={t("Kind of time")}
        options={kinds.map((value) => ({ value, label: timeKindName(value) }))}
        value={kind}
        onChoose={setKind}
      />
      {reasons.length > 0 && (
        <Choice
          label={t("Why did the work wait?")}
          options={reasons.map((reason) => ({ value: reason.code, label: reasonName(reason) }))}
          value={reason}
          onChoose={setReason}
          stacked
        />
      )}
      <label class="field">
        <span>{t("From")}</span>
        <input
          type="datetime-local"
          value={from}
          max={localInput(new Date())}
          onInput={(event) => setFrom(event.currentTarget.value)}
        />
      </label>
      <label class="field">
        <span>{t("To")}</span>
        <input
          type="datetime-local"
          value={to}
          onInput={(event) => setTo(event.currentTarget.value)}
        />
      </label>
      <TimePay open={open} kind={kind} from={from} reason={reason} work={work} />
      {problem && <p class="field-problem">{problem}</p>}
      <button type="button" class="button" onClick={() => void log()}>
        {t("Log time")}
      </button>
    </details>
  );
}

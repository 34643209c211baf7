import { useEffect } from "preact/hooks";
import { t, tn } from "../../../web/i18n";
import type { Outcome, Uuid, WorkOrder, WorkOutcome } from "../../../wire/types";
import { useDraft } from "../../kept/drafts";
import { record } from "../../outbox/outbox";
import { go, replaceWith } from "../../route";
import { Notice, Section } from "../../ui/parts";
import { Screen } from "../../ui/screen";
import { Choice } from "../../ui/taps";
import { inLanguage } from "../../ui/wording";
import { knownAs } from "../../work/about";
import { verdict } from "../../work/checklist";
import { isOver } from "../../work/lifecycle";
import { checklistKey } from "../../work/progress";
import { reasonName, reasonsFor } from "../../work/reasons";
import { proposedSpans } from "../../work/spans";
import { answersTo, checklistOf, type OpenVisit } from "../../world/visits";
import { SpanWords, timeLog } from "./time";
import { firstWork } from "./workchoice";

export interface FinishDraft {
  outcomes: Record<Uuid, { outcome: Outcome; reason?: string }>;
  /** When the engineer went on to the report: the time on the paper. */
  finished_at?: string;
}

export const finishKey = (visit: Uuid): string => `finish/${visit}`;

/** The chosen outcomes as the wire wants them, once every work order has one. */
export function outcomesOf(works: WorkOrder[], draft: FinishDraft): WorkOutcome[] | undefined {
  const chosen = works.map((work): WorkOutcome | undefined => {
    const said = draft.outcomes[work.id];
    if (!said || (said.outcome !== "done" && !said.reason)) return undefined;
    return { work_order_id: work.id, ...said };
  });
  return chosen.every((one) => one !== undefined) ? (chosen as WorkOutcome[]) : undefined;
}

/** How each work order ended; then the report. */
export function Finish({ open }: { open: OpenVisit }) {
  const { visit } = open;
  const [draft, setDraft] = useDraft<FinishDraft>(finishKey(knownAs(visit)), { outcomes: {} });
  const blocked = visit.work_orders.filter(
    (work) => draft.outcomes[work.id]?.outcome === "done" && openAnswers(open, work) > 0,
  );
  const ready = outcomesOf(visit.work_orders, draft);

  const goOn = async (): Promise<void> => {
    const finished_at = new Date().toISOString();
    const spans = proposedSpans(open, finished_at);
    const facts = [...spans.map((span) => timeLog(span, firstWork(visit))), ...submissions(open)];
    if (facts.length > 0) await record(visit, facts);
    setDraft({ ...draft, finished_at });
    go("visit", visit.id, "report");
  };

  const over = isOver(open.progress.status);
  useEffect(() => {
    if (over) replaceWith("visit", visit.id);
  }, [over]);
  return (
    <Screen
      title={t("How did it end?")}
      subtitle={open.object.name}
      back={["visit", visit.id]}
      action={{
        label: t("Show the report"),
        onTap: () => void goOn(),
        notYet: !ready
          ? t("Choose how each work order ended")
          : blocked.length > 0
            ? t("Required answers are missing")
            : undefined,
      }}
    >
      {visit.work_orders.map((work) => (
        <OutcomeOf key={work.id} open={open} work={work} draft={draft} onChange={setDraft} />
      ))}
      <TimeProposed open={open} />
    </Screen>
  );
}

interface OutcomeProps {
  open: OpenVisit;
  work: WorkOrder;
  draft: FinishDraft;
  onChange: (draft: FinishDraft) => void;
}

function OutcomeOf({ open, work, draft, onChange }: OutcomeProps) {
  const said = draft.outcomes[work.id];
  const say = (outcome: Outcome, reason?: string): void => {
    const entry = { outcome, ...(reason ? { reason } : {}) };
    onChange({ ...draft, outcomes: { ...draft.outcomes, [work.id]: entry } });
  };
  const left = openAnswers(open, work);
  return (
    <Section title={work.number}>
      <p class="work-words">{work.words}</p>
      <Choice
        label={t("Outcome")}
        stacked
        options={[
          { value: "done", label: t("Done"), kind: "good" },
          { value: "partial", label: t("Partly") },
          { value: "not_done", label: t("Not done"), kind: "bad" },
        ]}
        value={said?.outcome}
        onChoose={(outcome) => say(outcome)}
      />
      {said && said.outcome !== "done" && (
        <Section title={t("Why?")}>
          <Choice
            label={t("Why?")}
            stacked
            options={reasonsFor("outcome").map((reason) => ({
            value: reason.code,
            label: reasonName(reason),
          }))}
            value={said.reason}
            onChoose={(reason) => say(said.outcome, reason)}
          />
        </Section>
      )}
      {said?.outcome === "done" && left > 0 && (
        <Notice kind="warn" icon="warn" title={t("The checklist is not complete")}>
          {tn("{count} answer is missing.", "{count} answers are missing.", left)}
          <ul>
            {work.checklists.map(({ hash }) => (
              <li key={hash}>
                <a href={`#/visit/${open.visit.id}/checklist/${work.id}/${hash}`}>
                  {inLanguage(checklistOf(hash)?.title)}
                </a>
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </Section>
  );
}

function TimeProposed({ open }: { open: OpenVisit }) {
  const spans = proposedSpans(open, new Date().toISOString());
  if (spans.length === 0) return null;
  return (
    <Section title={t("Time that will be logged")}>
      {spans.map((span) => (
        <p class="row" key={`${span.kind}${span.from}`}>
          <SpanWords span={span} />
        </p>
      ))}
    </Section>
  );
}

/** How many required answers, notes and photos its required checklists still lack. */
function openAnswers({ progress }: OpenVisit, work: WorkOrder): number {
  return work.checklists
    .filter(({ required = true }) => required)
    .map(({ hash }) => {
      const form = checklistOf(hash);
      if (!form) return 0;
      const { missing, problems } = verdict(form, answersTo(progress, work.id, hash, form));
      return missing.length + problems.length;
    })
    .reduce((sum, count) => sum + count, 0);
}

/** Complete checklists nobody handed in by hand are handed in with the finish. */
function submissions(open: OpenVisit) {
  return open.visit.work_orders.flatMap((work) =>
    work.checklists.flatMap(({ hash }) => {
      const form = checklistOf(hash);
      const given = open.progress.submitted.has(checklistKey(work.id, hash));
      const complete =
        form && verdict(form, answersTo(open.progress, work.id, hash, form)).complete;
      if (given || !complete) return [];
      const body = { work_order_id: work.id, checklist_hash: hash };
      return [{ type: "checklist.submit" as const, body }];
    }),
  );
}

import { t, tn } from "../../../web/i18n";
import type { WorkOrder } from "../../../wire/types";
import { rowsOf } from "../../money/coverage";
import { Icon } from "../../ui/icons";
import { Pill, Section } from "../../ui/parts";
import { LinkRow } from "../../ui/taps";
import { dateAndTime, inLanguage } from "../../ui/wording";
import { verdict } from "../../work/checklist";
import { isOver } from "../../work/lifecycle";
import { checklistKey } from "../../work/progress";
import { answersTo, checklistOf, equipmentOf, type OpenVisit } from "../../world/visits";
import { WhoPays } from "./coverage";

/** One work order: what is to be done to which unit, who pays, and its forms. */
export function Work({ open, work }: { open: OpenVisit; work: WorkOrder }) {
  const units = equipmentOf(work);
  return (
    <Section title={work.number}>
      <p class="work-words">{work.words}</p>
      {units.map((unit) => (
        <div class="unit" key={unit.id}>
          <strong>{unit.name}</strong>
          <small>
            {[inLanguage(unit.type), unit.serial, unit.inventory_number].filter(Boolean).join(" · ")}
          </small>
          {(unit.history?.length ?? 0) > 0 && (
            <details>
              <summary>
                <Icon name="history" />
                {tn("{count} visit before", "{count} visits before", unit.history?.length ?? 0)}
              </summary>
              <ul>
                {unit.history?.map((past) => (
                  <li key={past.number}>
                    <strong>{dateAndTime(past.at, open.zone)}</strong> {past.words}
                    <br />
                    <small>
                      {[past.number, past.engineer, outcomeWords(past.outcome)]
                        .filter(Boolean)
                        .join(" · ")}
                    </small>
                  </li>
                ))}
              </ul>
            </details>
          )}
        </div>
      ))}
      {work.coverage && (isOver(open.progress.status) || !rowsOf(work.id)) && (
        <CoverageLine coverage={work.coverage} />
      )}
      <WhoPays open={open} work={work} />
      {work.checklists.map(({ hash }) => (
        <ChecklistRow key={hash} open={open} work={work} hash={hash} />
      ))}
    </Section>
  );
}

function outcomeWords(outcome: string): string {
  const names: Record<string, string> = {
    done: t("Done"),
    partial: t("Partly done"),
    not_done: t("Not done"),
  };
  return names[outcome] ?? "";
}

function CoverageLine({ coverage }: { coverage: NonNullable<WorkOrder["coverage"]> }) {
  const covered = coverage.verdict === "covered" || coverage.verdict === "warranty";
  const names: Record<string, string> = {
    covered: t("Covered by the contract"),
    warranty: t("Warranty"),
    paid: t("Paid work"),
    quota_used: t("Included visits are used up"),
    excluded: t("Not in the contract"),
    presumed: t("Covered, if the office confirms"),
  };
  return (
    <p class="coverage">
      <Pill kind={covered ? "good" : "warn"} icon="shield">
        {(coverage.presumed && names["presumed"]) || names[coverage.verdict] || coverage.verdict}
      </Pill>
      {coverage.clause && t("Clause {clause}", { clause: coverage.clause })}
    </p>
  );
}

interface ChecklistRowProps {
  open: OpenVisit;
  work: WorkOrder;
  hash: string;
}

function ChecklistRow({ open: { visit, progress }, work, hash }: ChecklistRowProps) {
  const form = checklistOf(hash);
  if (!form) return null;
  const { asked, answered, failed } = verdict(form, answersTo(progress, work.id, hash, form));
  const submitted = progress.submitted.has(checklistKey(work.id, hash));
  return (
    <LinkRow
      to={["visit", visit.id, "checklist", work.id, hash]}
      icon="list"
      title={inLanguage(form.title)}
      hint={submitted ? t("Handed in") : undefined}
      trailing={
        <Pill kind={failed.length > 0 ? "warn" : answered === asked ? "good" : "quiet"}>
          {t("{done} / {all}", { done: answered, all: asked })}
        </Pill>
      }
    />
  );
}

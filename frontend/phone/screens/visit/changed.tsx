import { t } from "../../../web/i18n";
import { changes } from "../../kept/state";
import { Notice } from "../../ui/parts";
import { clockTime, dateAndTime } from "../../ui/wording";
import type { Change } from "../../world/changes";
import type { OpenVisit } from "../../world/visits";
import { changesRead } from "../../world/world";

/** What the office changed about the visit since it was last on this phone, until it is read. */
export function ChangedMeanwhile({ open }: { open: OpenVisit }) {
  const changed = changes.value[open.visit.id];
  if (!changed) return null;
  return (
    <Notice kind="warn" icon="sync" title={t("The office changed this visit")}>
      <small>{dateAndTime(changed.at, open.zone)}</small>
      <dl class="changes">
        {changed.changes.map((change) => (
          <div key={change.what + change.before + change.after}>
            <dt>{nameOf(change)}</dt>
            {change.before && (
              <dd>
                <del>{said(change, change.before, open.zone)}</del>
              </dd>
            )}
            {change.after && (
              <dd>
                <ins>{said(change, change.after, open.zone)}</ins>
              </dd>
            )}
          </div>
        ))}
      </dl>
      <button type="button" class="button" onClick={() => void changesRead(open.visit.id)}>
        {t("Understood")}
      </button>
    </Notice>
  );
}

function nameOf({ what }: Change): string {
  const names: Record<Change["what"], string> = {
    time: t("Time"),
    place: t("Object"),
    access: t("Getting in"),
    work: t("Work"),
    equipment: t("Equipment"),
    checklist: t("Checklist"),
    crew: t("Engineer"),
  };
  return names[what];
}

function said({ what }: Change, words: string, zone: string): string {
  if (what !== "time") return words;
  const [from = "", to = ""] = words.split("/");
  return t("{from}–{to}", { from: dateAndTime(from, zone), to: clockTime(to, zone) });
}

import { t } from "../../../web/i18n";
import type { OutboxEntry } from "../../kept/db";
import { bundle } from "../../kept/state";
import { Notice } from "../../ui/parts";
import { withdrawalWords } from "../../ui/wording";
import { isAbout } from "../../work/about";
import { isOver } from "../../work/lifecycle";
import { isTakenAway } from "../../world/taken";
import type { OpenVisit } from "../../world/visits";

/** The office took the visit away in the middle of the work: what is kept, and how it goes on. */
export function TakenAway({ open: { visit, progress } }: { open: OpenVisit }) {
  const world = bundle.value;
  if (!world || !isTakenAway(visit, world)) return null;
  const told = world.withdrawn.find(({ visit_id }) => isAbout(visit, visit_id));
  return (
    <Notice kind="warn" icon="info" title={t("This visit was taken off your route")}>
      {told && <p>{withdrawalWords(told.reason)}</p>}
      <p>{t("What you did here is kept, and the office decides what counts.")}</p>
      {!isOver(progress.status) && (
        <p>{t("Finish what you began, and sign as usual: it is sent under your own name.")}</p>
      )}
    </Notice>
  );
}

const SAID_ABOVE = new Set(["job-reassigned", "told-after-withdrawal"]);

/** Whether the notice above has said it already. */
export const isSaidAbove = ({ result }: OutboxEntry): boolean =>
  SAID_ABOVE.has(result?.problem?.code ?? "");

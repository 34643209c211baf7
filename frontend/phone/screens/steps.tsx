import { useState } from "preact/hooks";
import { t } from "../../web/i18n";
import { Icon, type IconName } from "../icons";
import { stepsFor, type Step } from "../lifecycle";
import { record, type Happening } from "../outbox";
import { go } from "../route";
import { catalog } from "../state";
import { Sheet } from "../ui";
import type { OpenVisit } from "../visits";
import { inLanguage, stepName } from "../wording";

const ICONS: Record<Step, IconName> = {
  accept: "check",
  travel_start: "car",
  arrive: "flag",
  start: "play",
  pause: "pause",
  resume: "play",
  finish: "pen",
  cannot_complete: "door",
};

/** The one thing to do now, as the big button; what else is possible sits behind "More". */
export function NextStep({ open, more = false }: { open: OpenVisit; more?: boolean }) {
  const [choosing, setChoosing] = useState(false);
  const [pausing, setPausing] = useState(false);
  const { visit, progress } = open;
  const { next, others } = stepsFor(progress.status, visit.role);

  const take = (step: Step): void => {
    setChoosing(false);
    if (step === "pause") setPausing(true);
    else void takeStep(open, step);
  };

  return (
    <>
      {more && others.length > 0 && (
        <button type="button" class="button square" onClick={() => setChoosing(true)}>
          <Icon name="list" />
          {t("More")}
        </button>
      )}
      {next && (
        <button type="button" class="button primary" onClick={() => take(next)}>
          <Icon name={ICONS[next]} />
          {stepName(next)}
        </button>
      )}
      {choosing && (
        <Sheet title={t("What happened?")} onClose={() => setChoosing(false)}>
          {others.map((step) => (
            <button key={step} type="button" class="button" onClick={() => take(step)}>
              <Icon name={ICONS[step]} />
              {stepName(step)}
            </button>
          ))}
        </Sheet>
      )}
      {pausing && <PauseSheet open={open} onClose={() => setPausing(false)} />}
    </>
  );
}

async function takeStep({ visit }: OpenVisit, step: Exclude<Step, "pause">): Promise<void> {
  if (step === "finish") return go("visit", visit.id, "finish");
  if (step === "cannot_complete") return go("visit", visit.id, "closed");
  await record(visit, [happeningOf(step)]);
  if (step !== "accept") go("visit", visit.id);
}

type Tap = Exclude<Step, "pause" | "finish" | "cannot_complete">;

function happeningOf(step: Tap): Happening {
  return { type: `visit.${step}`, body: {} };
}

function PauseSheet({ open, onClose }: { open: OpenVisit; onClose: () => void }) {
  const reasons = reasonsFor("wait", "hold");
  const pause = async (reason: string): Promise<void> => {
    onClose();
    await record(open.visit, [{ type: "visit.pause", body: { reason } }]);
  };
  return (
    <Sheet title={t("Why does the work pause?")} onClose={onClose}>
      {reasons.map((reason) => (
        <button key={reason.code} type="button" class="button" onClick={() => void pause(reason.code)}>
          {inLanguage(reason.name)}
        </button>
      ))}
      {reasons.length === 0 && <p>{t("The list of reasons is not on this phone yet.")}</p>}
    </Sheet>
  );
}

/** The office's reasons for any of these uses. */
export const reasonsFor = (...uses: string[]) =>
  (catalog.value?.reasons ?? []).filter((reason) =>
    reason.used_for.some((use) => uses.includes(use)),
  );

import { useState } from "preact/hooks";
import { t } from "../../../web/i18n";
import { record, type Happening } from "../../outbox/outbox";
import { go } from "../../route";
import { Icon, type IconName } from "../../ui/icons";
import { Sheet } from "../../ui/taps";
import { stepName } from "../../ui/wording";
import { stepsFor, type Step } from "../../work/lifecycle";
import { reasonName, reasonsFor } from "../../work/reasons";
import type { OpenVisit } from "../../world/visits";

const ICONS: Record<Step, IconName> = {
  accept: "check",
  decline: "cross",
  travel_start: "car",
  arrive: "flag",
  start: "play",
  pause: "pause",
  resume: "play",
  finish: "pen",
  cannot_complete: "door",
};

const DOUBLE_TAP_MS = 700;

/** The one thing to do now, as the big button; what else is possible sits behind "More". */
export function NextStep({ open, more = false }: { open: OpenVisit; more?: boolean }) {
  const [choosing, setChoosing] = useState(false);
  const [asking, setAsking] = useState<Explained>();
  const [settling, setSettling] = useState(false);
  const { visit, progress } = open;
  const { next, others } = stepsFor(progress.status, visit.role);

  const take = (step: Step): void => {
    setChoosing(false);
    if (step === "pause" || step === "decline") setAsking(step);
    else void takeStep(open, step);
    // The next step appears under the same finger: a double tap must not take it too.
    setSettling(true);
    setTimeout(() => setSettling(false), DOUBLE_TAP_MS);
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
        <button
          type="button"
          class="button primary"
          disabled={settling}
          onClick={() => take(next)}
        >
          <Icon name={ICONS[next]} />
          {stepName(next)}
        </button>
      )}
      {choosing && (
        <Sheet title={t("Other steps")} onClose={() => setChoosing(false)}>
          {others.map((step) => (
            <button key={step} type="button" class="button" onClick={() => take(step)}>
              <Icon name={ICONS[step]} />
              {stepName(step)}
            </button>
          ))}
        </Sheet>
      )}
      {asking && (
        <ReasonSheet open={open} step={asking} onClose={() => setAsking(undefined)} />
      )}
    </>
  );
}

async function takeStep({ visit }: OpenVisit, step: Exclude<Step, Explained>): Promise<void> {
  if (step === "finish") return go("visit", visit.id, "finish");
  if (step === "cannot_complete") return go("visit", visit.id, "closed");
  await record(visit, [happeningOf(step)]);
  if (step !== "accept") go("visit", visit.id);
}

/** Steps the office wants a reason for. */
type Explained = "pause" | "decline";
type Tap = Exclude<Step, Explained | "finish" | "cannot_complete">;

function happeningOf(step: Tap): Happening {
  return { type: `visit.${step}`, body: {} };
}

interface ReasonProps {
  open: OpenVisit;
  step: Explained;
  onClose: () => void;
}

function ReasonSheet({ open, step, onClose }: ReasonProps) {
  const reasons = reasonsFor(step === "pause" ? "pause" : "refused");
  const title =
    step === "pause" ? t("Why does the work pause?") : t("Why do you decline the visit?");
  const tell = async (reason: string): Promise<void> => {
    onClose();
    await record(open.visit, [{ type: `visit.${step}`, body: { reason } }]);
  };
  return (
    <Sheet title={title} onClose={onClose}>
      {reasons.map((reason) => (
        <button key={reason.code} type="button" class="button" onClick={() => void tell(reason.code)}>
          {reasonName(reason)}
        </button>
      ))}
      {reasons.length === 0 && <p>{t("The list of reasons is not on this phone yet.")}</p>}
    </Sheet>
  );
}

import { useEffect, useRef, useState } from "preact/hooks";
import { language, t } from "../../../web/i18n";
import type { Consent } from "../../../wire/types";
import { draft as readDraft, keepDraft } from "../../kept/drafts";
import { config } from "../../kept/state";
import { sha256 } from "../../report/canonical";
import { reportShown } from "../../report/shown";
import { snapshotOf, snapshotSha256, type ReportShown, type Snapshot } from "../../report/snapshot";
import { go } from "../../route";
import { Screen } from "../../ui/screen";
import { knownAs } from "../../work/about";
import type { OpenVisit } from "../../world/visits";
import { finishKey, outcomesOf, type FinishDraft } from "../visit/finish";
import { ReportPaper } from "./paper";
import { NoSignature } from "./unsigned";

/** What the signer was shown, kept until it is signed. */
export interface ReadReport {
  snapshot: Snapshot;
  sha256: string;
  consent_sha256: string;
  consent_text: string;
  shown_ms: number;
  outcomes: NonNullable<ReturnType<typeof outcomesOf>>;
}

export const reportKey = (visit: string): string => `report/${visit}`;

/** The report to read; signing opens once its last line was on the screen. */
export function Report({ open }: { open: OpenVisit }) {
  const { visit } = open;
  const [shown, setShown] = useState<ReportShown>();
  const [outcomes, setOutcomes] = useState<ReadReport["outcomes"]>();
  const [read, setRead] = useState(false);
  const [refusing, setRefusing] = useState(false);
  const since = useRef(Date.now());

  useEffect(() => {
    void gather(open).then((gathered) => {
      if (!gathered) return go("visit", visit.id, "finish");
      setShown(gathered.shown);
      setOutcomes(gathered.outcomes);
    });
  }, [visit.id, language]);

  const sign = async (): Promise<void> => {
    if (!shown || !outcomes) return;
    const snapshot = snapshotOf(shown);
    const kept: ReadReport = {
      snapshot,
      sha256: await snapshotSha256(snapshot),
      consent_sha256: shown.consent.sha256,
      consent_text: shown.consent.text,
      shown_ms: Date.now() - since.current,
      outcomes,
    };
    await keepDraft(reportKey(knownAs(visit)), kept);
    go("visit", visit.id, "sign");
  };

  return (
    <Screen
      title={t("Service report")}
      subtitle={t("For the client to read")}
      back={["visit", visit.id, "finish"]}
      beside={
        <button type="button" class="button square" onClick={() => setRefusing(true)}>
          {t("No signature")}
        </button>
      }
      action={{
        label: t("Sign"),
        icon: "pen",
        onTap: () => void sign(),
        notYet: read ? undefined : t("Read to the last line first"),
      }}
    >
      {shown && <ReportPaper shown={shown} zone={open.zone} />}
      {shown && <LastLine onSeen={() => setRead(true)} />}
      {refusing && outcomes && (
        <NoSignature open={open} outcomes={outcomes} onClose={() => setRefusing(false)} />
      )}
    </Screen>
  );
}

async function gather(open: OpenVisit) {
  const draft = await readDraft<FinishDraft>(finishKey(knownAs(open.visit)));
  const outcomes = draft && outcomesOf(open.visit.work_orders, draft);
  if (!outcomes) return undefined;
  const consent = await consentFor(language);
  const finished = draft.finished_at ?? new Date().toISOString();
  return { outcomes, shown: reportShown(open, outcomes, consent, language, finished) };
}

/** The office's text in the reader's language; ours only when the office has none. */
async function consentFor(wanted: string): Promise<Consent> {
  const texts = config.value?.consents ?? [];
  const found = texts.find(({ lang }) => lang === wanted) ?? texts[0];
  if (found) return found;
  const text = t("I have read this report and confirm what it says.");
  return { text, lang: wanted, sha256: await sha256(text) };
}

function LastLine({ onSeen }: { onSeen: () => void }) {
  const line = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    const watcher = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting) onSeen();
    });
    if (line.current) watcher.observe(line.current);
    return () => watcher.disconnect();
  }, []);
  return (
    <p ref={line} class="last-line">
      {t("End of the report")}
    </p>
  );
}

import { useEffect, useState } from "preact/hooks";
import { t } from "../../../web/i18n";
import { lookAtNotices, notices, turnOff, turnOn, type NoticeState } from "../../device/notices";
import { ApiProblem } from "../../server/api";
import { Section } from "../../ui/parts";

/** Notices of new and changed visits: what they are, and the switch. */
export function NoticeChoice() {
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    lookAtNotices().catch(() => undefined);
  }, []);
  const state = notices.value;
  const toggle = async (): Promise<void> => {
    setBusy(true);
    setProblem("");
    try {
      await (state === "on" ? turnOff() : turnOn());
    } catch (error) {
      setProblem(
        error instanceof ApiProblem
          ? error.message
          : t("Notices could not be set up. They need a connection; try again when there is one."),
      );
    } finally {
      setBusy(false);
    }
  };
  return (
    <Section title={t("Notices")}>
      <p class="help">
        {t(
          "The office tells you here of new, changed and cancelled visits, also while the app is closed. At night it waits until morning, unless you are on shift.",
        )}
      </p>
      <p>{stateWords(state)}</p>
      {(state === "on" || state === "off") && (
        <button type="button" class="button" disabled={busy} onClick={() => void toggle()}>
          {state === "on" ? t("Turn notices off") : t("Turn notices on")}
        </button>
      )}
      {problem && <p class="field-problem">{problem}</p>}
    </Section>
  );
}

function stateWords(state: NoticeState): string {
  const words: Record<NoticeState, string> = {
    unsupported: t("This browser cannot show notices. The visits come all the same."),
    denied: t("Notices are blocked in the browser's settings of this page."),
    off: t("Notices are off."),
    on: t("Notices are on."),
  };
  return words[state];
}

import { useState } from "preact/hooks";
import { t, tn } from "../../../web/i18n";
import { pulledAt, session, unsent } from "../../kept/state";
import { go } from "../../route";
import { APP_BUILD } from "../../server/api";
import { signOut } from "../../server/session";
import { useNow } from "../../ui/moving";
import { Notice, Section } from "../../ui/parts";
import { Screen } from "../../ui/screen";
import { Sheet } from "../../ui/taps";
import { fromNow } from "../../ui/wording";
import { MapAppChoice } from "../day/navigate";
import { LanguageChoice } from "./language";
import { NoticeChoice } from "./notices";
import { SaveToFile } from "./rescue";
import { PositionChoice } from "./sharing";
import { UpdateReady } from "./update";

/** Who is signed in, the language, the way out. */
export function Device() {
  const now = useNow();
  const [leaving, setLeaving] = useState(false);
  return (
    <Screen title={t("Phone and settings")} back={[]}>
      {session.value && (
        <Section title={t("Signed in")}>
          <p class="lead">{session.value.engineer.name}</p>
          {pulledAt.value && (
            <p class="help">
              {t("Visits fetched {when}.", { when: fromNow(pulledAt.value, now) })}
            </p>
          )}
        </Section>
      )}
      <UpdateReady />
      <LanguageChoice />
      {session.value && <NoticeChoice />}
      {session.value && <PositionChoice />}
      {session.value && <MapAppChoice />}
      <Section title={t("Unsent work")}>
        <p class="help">
          {unsent.value === 0
            ? t("The office has everything.")
            : tn("{count} entry waits.", "{count} entries wait.", unsent.value)}
        </p>
        <SaveToFile />
        <p class="help">{t("For when the phone never gets a connection again.")}</p>
      </Section>
      {session.value && (
        <Section>
          <button type="button" class="button danger" onClick={() => setLeaving(true)}>
            {t("Sign out of this phone")}
          </button>
        </Section>
      )}
      <p class="help">{t("App build {build}", { build: APP_BUILD })}</p>
      {leaving && <Leave onClose={() => setLeaving(false)} />}
    </Screen>
  );
}

function Leave({ onClose }: { onClose: () => void }) {
  const [problem, setProblem] = useState("");
  const leave = async (): Promise<void> => {
    try {
      await signOut();
      go();
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  return (
    <Sheet title={t("Sign out?")} onClose={onClose}>
      {unsent.value > 0 && (
        <Notice kind="warn" icon="warn">
          {tn(
            "{count} entry is not sent. It stays here and goes out after the next pairing.",
            "{count} entries are not sent. They stay here and go out after the next pairing.",
            unsent.value,
          )}
        </Notice>
      )}
      <p>{t("You will need a new pairing code from the office.")}</p>
      {problem && <p class="field-problem">{problem}</p>}
      <button type="button" class="button danger" onClick={() => void leave()}>
        {t("Sign out")}
      </button>
    </Sheet>
  );
}

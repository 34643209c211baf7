import { useState } from "preact/hooks";
import { t, tn } from "../../../web/i18n";
import { sending, session, unsent } from "../../kept/state";
import { tryHandingOver } from "../../outbox/sender";
import { go } from "../../route";
import { ApiProblem } from "../../server/api";
import { pair } from "../../server/session";
import { Notice, Section } from "../../ui/parts";
import { Screen } from "../../ui/screen";
import { LanguageChoice } from "./language";
import { SaveToFile } from "./rescue";

/** Where one signs in, and comes back from. */
const SIGN_IN = "/accounts/login/?next=/phone/";

/** The first screen: a code from the office makes this phone the engineer's. */
export function Pair({ code: given }: { code: string }) {
  const [code, setCode] = useState(given);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");

  const send = async (given: string): Promise<void> => {
    setBusy(true);
    setProblem("");
    try {
      await pair(given);
      go();
    } catch (error) {
      if (error instanceof ApiProblem && error.problem.code === "sign-in-needed") {
        return location.assign(SIGN_IN);
      }
      setProblem(
        error instanceof TypeError
          ? t("There is no connection to the server. Try again when there is.")
          : (error as Error).message,
      );
    } finally {
      setBusy(false);
    }
  };

  return (
    <Screen
      title={t("Pair this phone")}
      action={{
        label: busy ? t("Pairing") : t("Pair"),
        onTap: () => void send(code),
        busy,
        notYet: code.trim() ? undefined : t("Enter the code first"),
      }}
    >
      {session.value?.ended && (
        <Notice kind="warn" icon="warn" title={t("This phone was signed out")}>
          {tn(
            "{count} entry is kept here. Pair again as {name} and it goes out.",
            "{count} entries are kept here. Pair again as {name} and they go out.",
            unsent.value,
            { name: session.value.engineer.name },
          )}
          {unsent.value > 0 && <HandOver />}
        </Notice>
      )}
      <p class="lead">{t("Ask the office for a pairing code. It works once, for ten minutes.")}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (code.trim() && !busy) void send(code);
        }}
      >
        <label class="field">
          <span>{t("Pairing code")}</span>
          <input
            class="code"
            name="code"
            value={code}
            onInput={(event) => setCode(event.currentTarget.value)}
            autocomplete="one-time-code"
            autocapitalize="off"
            spellcheck={false}
            aria-invalid={problem !== ""}
            aria-describedby={problem ? "pair-problem" : undefined}
          />
        </label>
        <button type="submit" class="invisible" tabIndex={-1}>
          {t("Pair")}
        </button>
      </form>
      {problem && (
        <div id="pair-problem">
          <Notice kind="bad" icon="warn" title={t("The phone is not paired")}>
            {problem}
          </Notice>
        </div>
      )}
      <Section title={t("Without a code")}>
        <button type="button" class="button" disabled={busy} onClick={() => void send("")}>
          {t("Pair with my Callout account")}
        </button>
        <p class="help">{t("You sign in with your password first, if you are not signed in.")}</p>
      </Section>
      <LanguageChoice />
    </Screen>
  );
}

/** The ways out for work on a phone that may not come back: to the office, or into a file. */
function HandOver() {
  return (
    <>
      {sending.value.problem && <p class="field-problem">{sending.value.problem}</p>}
      <button type="button" class="button" onClick={tryHandingOver}>
        {t("Hand over to the office")}
      </button>
      <SaveToFile />
    </>
  );
}

import { useState } from "preact/hooks";
import { t, tn } from "../../web/i18n";
import { go } from "../route";
import { pair } from "../session";
import { session, unsent } from "../state";
import { Notice, Screen } from "../ui";
import { LanguageChoice } from "./language";

/** The first screen: a code from the office makes this phone the engineer's. */
export function Pair({ code: given }: { code: string }) {
  const [code, setCode] = useState(given);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");

  const send = async (): Promise<void> => {
    setBusy(true);
    setProblem("");
    try {
      await pair(code);
      go();
    } catch (error) {
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
        onTap: () => void send(),
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
        </Notice>
      )}
      <p class="lead">{t("Ask the office for a pairing code. It works once, for ten minutes.")}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (code.trim() && !busy) void send();
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
      <LanguageChoice />
    </Screen>
  );
}

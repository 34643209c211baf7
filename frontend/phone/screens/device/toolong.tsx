import { t, tn } from "../../../web/i18n";
import { sending, unsent } from "../../kept/state";
import { urge } from "../../outbox/sender";
import { Notice } from "../../ui/parts";
import { Screen } from "../../ui/screen";
import { LinkRow } from "../../ui/taps";
import { daysSince } from "../../world/reading";
import { SaveToFile } from "./rescue";

/** The visits were not asked for too long; what was recorded here is as near as ever. */
export function TooLong({ pulledAt, now }: { pulledAt: string; now: number }) {
  const days = daysSince(pulledAt, now);
  return (
    <Screen
      title={t("Your visits are hidden")}
      action={{ label: t("Try now"), icon: "sync", onTap: () => urge({ pull: true }) }}
    >
      <Notice
        kind="warn"
        icon="warn"
        title={tn(
          "The office was not reached for {count} day",
          "The office was not reached for {count} days",
          days,
        )}
      >
        {t(
          "Clients' addresses and codes are not shown for so long without it. They are back as soon as this phone has a connection.",
        )}
      </Notice>
      {sending.value.problem && <Notice kind="info">{sending.value.problem}</Notice>}
      <p>{t("What you recorded and what is half typed is kept.")}</p>
      <LinkRow
        to={["outbox"]}
        icon="unsent"
        title={t("Sent and unsent")}
        hint={
          unsent.value === 0
            ? t("The office has everything")
            : tn("{count} entry waits", "{count} entries wait", unsent.value)
        }
      />
      <SaveToFile />
    </Screen>
  );
}

import { useEffect, useState } from "preact/hooks";
import { t, tn } from "../../../web/i18n";
import type { PositionLooks } from "../../../wire/types";
import { ask } from "../../server/api";
import { Icon } from "../../ui/icons";
import { Empty, Notice, Section } from "../../ui/parts";
import { Screen } from "../../ui/screen";
import { dateAndTime } from "../../ui/wording";
import { engineerZone } from "../../world/visits";

/** Who of the office was shown where this engineer is, the latest first. */
export function Looks() {
  const [told, setTold] = useState<PositionLooks>();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    ask("/positions/looks")
      .then(async (answer) => setTold((await answer.json()) as PositionLooks))
      .catch(() => setFailed(true));
  }, []);
  return (
    <Screen title={t("Who looked")} subtitle={t("Your position")} back={["device"]}>
      {failed && (
        <Notice kind="warn" icon="warn">
          {t("There is no connection to the server. Try again when there is.")}
        </Notice>
      )}
      {!told && !failed && <Empty icon="sync" title={t("Asking the office")} />}
      {told && <Told told={told} />}
    </Screen>
  );
}

function Told({ told: { looks, positions_kept_days: days } }: { told: PositionLooks }) {
  return (
    <>
      <p class="help">
        {tn(
          "The office keeps where you were for {count} day, and everybody who looks is written down.",
          "The office keeps where you were for {count} days, and everybody who looks is written down.",
          days,
        )}
      </p>
      {looks.length === 0 ? (
        <Empty icon="look" title={t("Nobody looked")}>
          {t("Whoever of the office is shown where you are appears here.")}
        </Empty>
      ) : (
        <Section>
          {looks.map(({ at, by }) => (
            <p class="row" key={at + by}>
              <Icon name="look" />
              <span class="row-words">
                <span>{by}</span>
                <small>{dateAndTime(at, engineerZone.value)}</small>
              </span>
            </p>
          ))}
        </Section>
      )}
    </>
  );
}

import { t } from "../../../web/i18n";
import { isSharing, letPositions } from "../../device/positions";
import { sharesPosition } from "../../kept/state";
import { Section } from "../../ui/parts";
import { LinkRow } from "../../ui/taps";

/** Whether the office may see where this phone is: what for, when, and the switch. */
export function PositionChoice() {
  const shares = sharesPosition.value;
  return (
    <Section title={t("Your position")}>
      <p class="help">
        {t(
          "During your shift, while this app is open, the office can see where you are and send whoever is nearest. Outside a shift nothing is told and nothing is kept.",
        )}
      </p>
      <p>
        {isSharing.value
          ? t("Your position is shown to the office now.")
          : shares
            ? t("Your position is not shown now: no shift is under way.")
            : t("Your position is not shown to the office.")}
      </p>
      <button type="button" class="button" onClick={() => void letPositions(!shares)}>
        {shares ? t("Stop showing my position") : t("Show my position during shifts")}
      </button>
      <LinkRow to={["looks"]} icon="look" title={t("Who looked")} />
    </Section>
  );
}

import { t } from "../../../web/i18n";
import { shareRescueFile } from "../../outbox/rescue";
import { Icon } from "../../ui/icons";

/** The way out for work on a phone that may never get a connection again. */
export function SaveToFile() {
  return (
    <button type="button" class="button" onClick={() => void shareRescueFile()}>
      <Icon name="save" />
      {t("Save unsent work to a file")}
    </button>
  );
}

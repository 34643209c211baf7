import { t } from "../../../web/i18n";
import { takeUpdate, updateReady } from "../../device/updates";
import { Icon } from "../../ui/icons";
import { Notice } from "../../ui/parts";

/** Offers a newer build; shown only where nothing is half done. */
export function UpdateReady() {
  if (!updateReady.value) return null;
  return (
    <Notice kind="info" icon="sync" title={t("A new version of the app is ready")}>
      {t("It starts at once. What you recorded and what is half typed stays.")}
      <button type="button" class="button" onClick={takeUpdate}>
        <Icon name="sync" />
        {t("Update now")}
      </button>
    </Notice>
  );
}

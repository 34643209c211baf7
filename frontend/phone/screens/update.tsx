import { t } from "../../web/i18n";
import { Icon } from "../icons";
import { Notice } from "../ui";
import { takeUpdate, updateReady } from "../updates";

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

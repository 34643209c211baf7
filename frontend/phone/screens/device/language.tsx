import { language, t } from "../../../web/i18n";
import { chooseLanguage, LANGUAGES } from "../../device/tongue";
import { Section } from "../../ui/parts";
import { Choice } from "../../ui/taps";

export function LanguageChoice() {
  return (
    <Section title={t("Language")}>
      <Choice label={t("Language")} options={LANGUAGES} value={language} onChoose={chooseLanguage} />
    </Section>
  );
}

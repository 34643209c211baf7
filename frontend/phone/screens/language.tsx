import { language, t } from "../../web/i18n";
import { chooseLanguage, LANGUAGES } from "../tongue";
import { Choice, Section } from "../ui";

export function LanguageChoice() {
  return (
    <Section title={t("Language")}>
      <Choice label={t("Language")} options={LANGUAGES} value={language} onChoose={chooseLanguage} />
    </Section>
  );
}

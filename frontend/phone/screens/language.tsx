import { language, t } from "../../web/i18n";
import { Choice, Section } from "../ui";

const LANGUAGES = [
  { value: "en", label: "English" },
  { value: "uk", label: "Українська" },
];

/** The choice stays on this phone; the words are read when the page starts, so it starts again. */
export function LanguageChoice() {
  const choose = (chosen: string): void => {
    localStorage.setItem("callout.language", chosen);
    location.reload();
  };
  return (
    <Section title={t("Language")}>
      <Choice label={t("Language")} options={LANGUAGES} value={language} onChoose={choose} />
    </Section>
  );
}

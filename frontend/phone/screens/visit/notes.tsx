import { useState } from "preact/hooks";
import { t } from "../../../web/i18n";
import { useDraft } from "../../kept/drafts";
import { newId } from "../../kept/ids";
import { record } from "../../outbox/outbox";
import { Empty, Section } from "../../ui/parts";
import { Screen } from "../../ui/screen";
import { dateAndTime } from "../../ui/wording";
import { knownAs } from "../../work/about";
import type { OpenVisit } from "../../world/visits";
import { firstWork, WorkChoice } from "./workchoice";

/** Words for the office and the report; what is half typed stays. */
export function Notes({ open }: { open: OpenVisit }) {
  const { visit, progress } = open;
  const key = `note/${knownAs(visit)}`;
  const [text, setText] = useDraft<string>(key, "");
  const [work, setWork] = useState(firstWork(visit));

  const add = async (): Promise<void> => {
    const body = { note_id: newId(), text: text.trim(), work_order_id: work };
    await record(visit, [{ type: "note.add", body }], { settledDrafts: [key] });
    setText("");
  };

  return (
    <Screen
      title={t("Notes")}
      subtitle={open.object.name}
      back={["visit", visit.id]}
      action={{
        label: t("Keep note"),
        icon: "note",
        onTap: () => void add(),
        notYet: text.trim() ? undefined : t("Write something first"),
      }}
    >
      <WorkChoice visit={visit} value={work} onChoose={setWork} />
      <label class="field">
        <span>{t("New note")}</span>
        <textarea
          rows={4}
          maxLength={5000}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      {progress.notes.length === 0 ? (
        <Empty icon="note" title={t("No notes yet")}>
          {t("Notes appear in the service report that the client reads.")}
        </Empty>
      ) : (
        <Section title={t("Written so far")}>
          {progress.notes.map(({ at, body }) => (
            <blockquote key={body.note_id}>
              <p>{body.text}</p>
              <small>{dateAndTime(at, open.zone)}</small>
            </blockquote>
          ))}
        </Section>
      )}
    </Screen>
  );
}

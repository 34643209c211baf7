import { useState } from "preact/hooks";
import { t } from "../../../web/i18n";
import type { PhotoRole } from "../../../wire/types";
import { media } from "../../kept/state";
import { Empty, Section } from "../../ui/parts";
import { Screen } from "../../ui/screen";
import { Choice } from "../../ui/taps";
import { isAbout } from "../../work/about";
import { isOver } from "../../work/lifecycle";
import { attachPhotos } from "../../work/photos";
import type { OpenVisit } from "../../world/visits";
import { PhotoButton, Thumbs } from "./pictures";
import { firstWork, WorkChoice } from "./workchoice";

/** Before, during, after: the pictures that show what was done. */
export function Photos({ open }: { open: OpenVisit }) {
  const { visit, progress } = open;
  const taken = progress.photos;
  const [role, setRole] = useState<PhotoRole>(taken.length === 0 ? "before" : "after");
  const [work, setWork] = useState(firstWork(visit));
  const ofRole = (wanted: PhotoRole) =>
    taken.filter(({ body }) => body.role === wanted).map(({ body }) => body.media_id);
  const roles: { value: PhotoRole; label: string }[] = [
    { value: "before", label: t("Before") },
    { value: "during", label: t("During") },
    { value: "after", label: t("After") },
  ];
  const take = (files: File[]): void =>
    void attachPhotos(visit, files, { role, work_order_id: work });

  return (
    <Screen
      title={t("Photos")}
      subtitle={open.object.name}
      back={["visit", visit.id]}
      beside={
        isOver(progress.status) ? undefined : (
          <PhotoButton primary label={t("Take photo")} onTake={take} />
        )
      }
    >
      <Choice label={t("When")} options={roles} value={role} onChoose={setRole} />
      <WorkChoice visit={visit} value={work} onChoose={setWork} />
      {taken.length === 0 && (
        <Empty icon="camera" title={t("No photos yet")}>
          {t("One before and one after usually answer every question later.")}
        </Empty>
      )}
      {[...roles, { value: "checklist" as const, label: t("From checklists") }]
        .filter(({ value }) => ofRole(value).length > 0)
        .map(({ value, label }) => (
          <Section key={value} title={label}>
            <Thumbs ids={ofRole(value)} />
          </Section>
        ))}
      {media.value.some((file) => isAbout(visit, file.visit_id) && file.state === "refused") && (
        <p class="field-problem">
          {t("The office could not take some files. They stay on this phone.")}
        </p>
      )}
    </Screen>
  );
}

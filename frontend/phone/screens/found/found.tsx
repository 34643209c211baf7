import { useState } from "preact/hooks";
import { t } from "../../../web/i18n";
import { useDraft } from "../../kept/drafts";
import { newId } from "../../kept/ids";
import { entryDetail } from "../../outbox/detail";
import { entryName, entryState } from "../../outbox/entrywording";
import { record } from "../../outbox/outbox";
import { go } from "../../route";
import { Icon } from "../../ui/icons";
import { Empty, Section } from "../../ui/parts";
import { Screen } from "../../ui/screen";
import { LinkRow } from "../../ui/taps";
import { dateAndTime } from "../../ui/wording";
import { knownAs } from "../../work/about";
import { emptyFinding, FINDING_FORMS, type Finding } from "../../work/findings";
import { isOnSite } from "../../work/lifecycle";
import { unitsAt, type OpenVisit } from "../../world/visits";
import { PartSheet } from "../visit/parts";
import { firstWork, WorkChoice } from "../visit/workchoice";
import { FindingFields } from "./foundfields";

/** What else was found or done here: told so far, and what can be told. */
export function Found({ open }: { open: OpenVisit }) {
  const { visit, progress } = open;
  const [asking, setAsking] = useState(false);
  const mayTell = isOnSite(progress.status);
  return (
    <Screen title={t("Found and done here")} subtitle={open.object.name} back={["visit", visit.id]}>
      {mayTell && (
        <Section>
          {Object.entries(FINDING_FORMS).map(([kind, { icon, title }]) => (
            <LinkRow key={kind} to={["visit", visit.id, "found", kind]} icon={icon} title={title()} />
          ))}
          <button type="button" class="row" onClick={() => setAsking(true)}>
            <Icon name="parts" />
            <span class="row-words">{t("Ask for a part")}</span>
            <Icon name="forward" />
          </button>
        </Section>
      )}
      <ToldSoFar open={open} />
      {asking && <AskForPart open={open} onClose={() => setAsking(false)} />}
    </Screen>
  );
}

function ToldSoFar({ open }: { open: OpenVisit }) {
  const { found } = open.progress;
  if (found.length === 0) {
    return (
      <Empty icon="info" title={t("Nothing told yet")}>
        {t("The office sees it at once and decides what follows.")}
      </Empty>
    );
  }
  return (
    <Section title={t("Told so far")}>
      {found.map((entry) => (
        <p class="row" key={entry.id}>
          <span class="row-words">
            <span>{entryName(entry)}</span>
            {entryDetail(entry) && <small>{entryDetail(entry)}</small>}
            <small>{dateAndTime(entry.captured_at, open.zone)}</small>
            <small>{entryState(entry)}</small>
          </span>
        </p>
      ))}
    </Section>
  );
}

function AskForPart({ open, onClose }: { open: OpenVisit; onClose: () => void }) {
  const work_order_id = firstWork(open.visit);
  return (
    <PartSheet
      open={open}
      work={work_order_id}
      takeLabel={(words) => t("Ask for {quantity} {unit}", words)}
      onTake={({ id, unit }, quantity) => {
        const body = { request_id: newId(), work_order_id, part_id: id, quantity, unit };
        void record(open.visit, [{ type: "part.request", body }]);
      }}
      onClose={onClose}
    />
  );
}

/** One thing found or done, filled in; what is half typed stays. */
export function FoundForm({ open, kind }: { open: OpenVisit; kind: string }) {
  const { visit } = open;
  const form = FINDING_FORMS[kind];
  const key = `found/${kind}/${knownAs(visit)}`;
  const [found, setFound] = useDraft<Finding>(key, emptyFinding(firstWork(visit)));
  if (!form) return <Found open={open} />;

  const tell = async (): Promise<void> => {
    await record(visit, form.happenings(found), { settledDrafts: [key] });
    go("visit", visit.id, "found");
  };

  return (
    <Screen
      title={form.title()}
      subtitle={open.object.name}
      back={["visit", visit.id, "found"]}
      action={{ label: t("Tell the office"), onTap: () => void tell(), notYet: form.lacks(found) }}
    >
      {kind !== "work" && (
        <WorkChoice
          visit={visit}
          value={found.work}
          onChoose={(work) => setFound((now) => ({ ...now, work }))}
        />
      )}
      <FindingFields
        open={open}
        form={form}
        units={unitsAt(open)}
        found={found}
        onChange={(change) => setFound((now) => ({ ...now, ...change }))}
      />
    </Screen>
  );
}

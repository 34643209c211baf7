import { t, tn } from "../../../web/i18n";
import type { OutboxEntry, StoredMedia } from "../../kept/db";
import { bundle, entries, sending, unsent, waitingEntries, waitingMedia } from "../../kept/state";
import { entryDetail } from "../../outbox/detail";
import { entryName, entryState } from "../../outbox/entrywording";
import { urge } from "../../outbox/sender";
import type { IconName } from "../../ui/icons";
import { Icon } from "../../ui/icons";
import { useNow } from "../../ui/moving";
import { Empty, Notice, Section, type Meaning } from "../../ui/parts";
import { Screen } from "../../ui/screen";
import { dateAndTime, fromNow } from "../../ui/wording";
import { engineerZone } from "../../world/visits";
import { uploadState } from "../visit/pictures";
import { UpdateReady } from "./update";

const MOST_SHOWN = 60;

/** What the office has, what it looks at, and what waits on this phone. */
export function Outbox() {
  const waits = waitingEntries.value;
  const files = waitingMedia.value;
  const settled = entries.value.filter((entry) => entry.state !== "waiting").reverse();
  return (
    <Screen
      title={t("Sent and unsent")}
      subtitle={
        unsent.value === 0
          ? t("The office has everything")
          : tn("{count} entry waits", "{count} entries wait", unsent.value)
      }
      back={[]}
      action={
        unsent.value > 0
          ? { label: t("Send now"), icon: "unsent", onTap: () => urge({ pull: true }) }
          : undefined
      }
    >
      <UpdateReady />
      <State />
      {waits.length + files.length > 0 && (
        <Section title={t("On this phone")}>
          {waits.map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
          {files.map((file) => (
            <FileRow key={file.id} file={file} />
          ))}
        </Section>
      )}
      {settled.length > 0 && (
        <Section title={t("Answered by the office")}>
          {settled.slice(0, MOST_SHOWN).map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </Section>
      )}
      {entries.value.length === 0 && (
        <Empty icon="sent" title={t("Nothing recorded yet")}>
          {t("Everything you tap in a visit appears here with the office's answer.")}
        </Empty>
      )}
    </Screen>
  );
}

function State() {
  const now = useNow();
  const { state, problem, retryAt } = sending.value;
  if (state === "sending") {
    return (
      <Notice kind="info" icon="sync">
        {t("Sending")}
      </Notice>
    );
  }
  if (!problem) return null;
  return (
    <Notice kind="warn" icon="warn" title={problem}>
      {retryAt && t("Next try {when}.", { when: fromNow(new Date(retryAt).toISOString(), now) })}
    </Notice>
  );
}

const LOOKS: Record<OutboxEntry["state"], [Meaning, IconName]> = {
  waiting: ["info", "unsent"],
  applied: ["good", "check"],
  applied_with_review: ["warn", "info"],
  parked: ["warn", "clock"],
  rejected: ["bad", "cross"],
};

function Entry({ entry }: { entry: OutboxEntry }) {
  const [kind, icon] = LOOKS[entry.state];
  const { problem, warnings = [] } = entry.result ?? {};
  const visit = bundle.value?.visits.find(({ id }) => id === entry.visit_id)?.number;
  return (
    <div class="entry">
      <span class={`entry-icon ${kind}`}>
        <Icon name={icon} />
      </span>
      <span class="row-words">
        <span>{entryName(entry)}</span>
        {entryDetail(entry) && <small>{entryDetail(entry)}</small>}
        <small>{[visit, dateAndTime(entry.captured_at, engineerZone.value)].filter(Boolean).join(" · ")}</small>
        <small class={kind}>{entryState(entry)}</small>
        {problem && <small class={kind}>{problem.detail ?? problem.title ?? problem.code}</small>}
        {warnings.map((warning) => (
          <small key={warning.code}>{warning.message ?? warning.code}</small>
        ))}
      </span>
    </div>
  );
}

function FileRow({ file }: { file: StoredMedia }) {
  return (
    <div class="entry">
      <span class="entry-icon info">
        <Icon name="camera" />
      </span>
      <span class="row-words">
        <span>{file.role.startsWith("signature") ? t("Signature file") : file.filename}</span>
        <small>
          {t("{size} kB, {state}", {
            size: Math.ceil(file.size / 1024),
            state: uploadState(file),
          })}
        </small>
      </span>
    </div>
  );
}

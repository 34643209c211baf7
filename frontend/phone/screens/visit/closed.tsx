import { useEffect, useState } from "preact/hooks";
import { t } from "../../../web/i18n";
import type { CommandBodies, Contact, Uuid } from "../../../wire/types";
import { askPosition, lastPosition, position, watchPosition } from "../../device/gps";
import { useDraft } from "../../kept/drafts";
import { billOf, paidOf } from "../../money/bill";
import { rowsOf } from "../../money/coverage";
import { factsOf } from "../../money/facts";
import { record } from "../../outbox/outbox";
import { go } from "../../route";
import { Icon } from "../../ui/icons";
import { useNow } from "../../ui/moving";
import { Notice, Pill, Section } from "../../ui/parts";
import { Screen } from "../../ui/screen";
import { Choice } from "../../ui/taps";
import { clockTime, money } from "../../ui/wording";
import { knownAs } from "../../work/about";
import { attachPhotos } from "../../work/photos";
import { reasonName, reasonsFor } from "../../work/reasons";
import { engineerZone, type OpenVisit } from "../../world/visits";
import { PhotoButton, Thumbs } from "./pictures";
import { firstWork } from "./workchoice";

type Call = NonNullable<CommandBodies["visit.cannot_complete"]["call"]>;

interface Draft {
  reason?: string;
  note: string;
  photos: Uuid[];
  call?: Call;
}

/** Nobody opened: the client will ask, so a photo, a call and the place are kept as proof. */
const NEEDS_PROOF = ["no_access", "client_absent"];

/** The work cannot be done: why, and what shows it. */
export function Closed({ open }: { open: OpenVisit }) {
  const { visit } = open;
  const key = `closed/${knownAs(visit)}`;
  const [draft, setDraft] = useDraft<Draft>(key, { note: "", photos: [] });
  useEffect(watchPosition, []);
  const proof = draft.reason !== undefined && NEEDS_PROOF.includes(draft.reason);
  const lacks = lacking(draft, proof);
  const reason = reasonsFor("failed").find(({ code }) => code === draft.reason);

  const tell = async (): Promise<void> => {
    const { reason = "", note, photos, call } = draft;
    const body = {
      reason,
      ...(note.trim() ? { note: note.trim() } : {}),
      ...(photos.length > 0 ? { media_ids: photos } : {}),
      ...(call ? { call } : {}),
    };
    await record(visit, [{ type: "visit.cannot_complete", body }], { settledDrafts: [key] });
    go("visit", visit.id);
  };

  return (
    <Screen
      title={t("Work is not possible")}
      subtitle={open.object.name}
      back={["visit", visit.id]}
      action={{
        label: t("Tell the office"),
        onTap: () => void tell(),
        notYet: lacks.length > 0 ? t("Still needed: {what}", { what: lacks.join(", ") }) : undefined,
      }}
    >
      <Section title={t("Why?")}>
        <Choice
          label={t("Why?")}
          stacked
          options={reasonsFor("failed").map((reason) => ({
            value: reason.code,
            label: reasonName(reason),
          }))}
          value={draft.reason}
          onChoose={(reason) => setDraft({ ...draft, reason })}
        />
      </Section>
      {reason?.billable && <FailedFee open={open} />}
      {proof && <Proof open={open} draft={draft} onChange={setDraft} />}
      <label class="field">
        <span>{t("Note for the office")}</span>
        <textarea
          rows={3}
          value={draft.note}
          onInput={(event) => setDraft({ ...draft, note: event.currentTarget.value })}
        />
      </label>
    </Screen>
  );
}

/** What a trip in vain costs the client, where its reason is theirs. */
function FailedFee({ open }: { open: OpenVisit }) {
  const now = new Date(useNow()).toISOString();
  if (!open.visit.work_orders.some(({ id }) => rowsOf(id))) return null;
  const bill = billOf({ ...factsOf(open, now), failed: true });
  const said = paidOf(bill).map(({ net, currency }) => money(Number(net), currency)).join(" + ");
  return (
    <Notice kind="quiet" icon="shield" title={t("To pay for this visit")}>
      {said
        ? t("{price}, without VAT", { price: said })
        : !bill.unknown && t("Nothing is charged for a failed visit")}
      {bill.unknown && <p>{t("Some prices are not known; the office sets them.")}</p>}
    </Notice>
  );
}

function lacking({ reason, photos, call }: Draft, proof: boolean): string[] {
  const needed: [boolean, string][] = [
    [!reason, t("a reason")],
    [proof && photos.length === 0, t("a photo")],
    [proof && !call, t("a call")],
    [proof && !lastPosition(), t("the position")],
  ];
  return needed.filter(([missing]) => missing).map(([, what]) => what);
}

interface ProofProps {
  open: OpenVisit;
  draft: Draft;
  onChange: (change: (now: Draft) => Draft) => void;
}

function Proof({ open, draft, onChange }: ProofProps) {
  const { visit } = open;
  const photograph = async (files: File[]): Promise<void> => {
    const place = { role: "document", work_order_id: firstWork(visit) } as const;
    const ids = await attachPhotos(visit, files, place);
    onChange((now) => ({ ...now, photos: [...now.photos, ...ids] }));
  };
  return (
    <>
      <Section title={t("1. A photo of the closed door")}>
        <Thumbs ids={draft.photos} />
        <PhotoButton label={t("Take photo")} onTake={(files) => void photograph(files)} />
      </Section>
      <Section title={t("2. A call to the client")}>
        <CallLog
          numbers={numbersOf(open)}
          call={draft.call}
          onCall={(call) => onChange((now) => ({ ...now, call }))}
        />
      </Section>
      <Section title={t("3. Where you are")}>
        <PositionProof />
      </Section>
    </>
  );
}

type Callee = Pick<Contact, "id" | "name" | "phone">;

function numbersOf({ visit, object }: OpenVisit): Callee[] {
  return [...visit.contacts, object].filter(({ phone }) => phone);
}

interface CallLogProps {
  numbers: Callee[];
  call: Call | undefined;
  onCall: (call: Call) => void;
}

function CallLog({ numbers, call, onCall }: CallLogProps) {
  const [other, setOther] = useState("");
  const called = (number: string): void =>
    onCall({ number, at: new Date().toISOString(), answered: false });
  return (
    <>
      {numbers.map(({ id, name, phone }) => (
        <a key={id} class="row" href={`tel:${phone}`} onClick={() => called(phone)}>
          <Icon name="phone" />
          <span class="row-words">
            <span>{t("Call {name}", { name })}</span>
            <small>{phone}</small>
          </span>
        </a>
      ))}
      <label class="field">
        <span>{t("Another number")}</span>
        <input
          type="tel"
          value={other}
          onInput={(event) => setOther(event.currentTarget.value)}
          onChange={() => other.trim() && called(other.trim())}
        />
      </label>
      {call && (
        <>
          <Pill kind="good" icon="check">
            {t("Called {number} at {time}", { number: call.number, time: clockTime(call.at, engineerZone.value) })}
          </Pill>
          <Choice
            label={t("Did anyone answer?")}
            options={[
              { value: "no", label: t("Nobody answered") },
              { value: "yes", label: t("They answered") },
            ]}
            value={call.answered ? "yes" : "no"}
            onChoose={(value) => onCall({ ...call, answered: value === "yes" })}
          />
        </>
      )}
    </>
  );
}

function PositionProof() {
  const [failed, setFailed] = useState(false);
  const known = position.value && lastPosition();
  if (known) {
    return (
      <Pill kind="good" icon="check">
        {t("Position known to {metres} m", { metres: known.acc_m })}
      </Pill>
    );
  }
  return (
    <>
      <button
        type="button"
        class="button"
        onClick={() => void askPosition().then((gps) => setFailed(gps === undefined))}
      >
        <Icon name="navigate" />
        {t("Take the position")}
      </button>
      {failed && (
        <p class="field-problem">
          {t("The phone gave no position. Allow it in the browser's settings and try again.")}
        </p>
      )}
    </>
  );
}

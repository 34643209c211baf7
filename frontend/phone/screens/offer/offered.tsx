import type SignaturePad from "signature_pad";
import type { PointGroup } from "signature_pad";
import { useRef, useState } from "preact/hooks";
import { t } from "../../../web/i18n";
import type { CommandBodies, Contact, PaidWork, Uuid } from "../../../wire/types";
import { useDraft } from "../../kept/drafts";
import { newId } from "../../kept/ids";
import { catalog } from "../../kept/state";
import { offerSha256, proposing, reckon, type Offer, type OfferDraft } from "../../money/offers";
import { record, type Happening } from "../../outbox/outbox";
import { go } from "../../route";
import { Notice, Pill } from "../../ui/parts";
import { Screen } from "../../ui/screen";
import { Sheet } from "../../ui/taps";
import { dateAndTime } from "../../ui/wording";
import { knownAs } from "../../work/about";
import { takeFile } from "../../work/photos";
import type { OpenVisit } from "../../world/visits";
import { Canvas, pictureOf, SignerFields, type Signer } from "../report/signing";
import { isOver, overWords } from "../visit/coverage";
import { useOf } from "../visit/parts";
import { offerKey } from "./offer";
import { offerState, OfferLines } from "./offerlines";

const NOTHING = { offer: undefined, about: false };

interface OfferedProps {
  open: OpenVisit;
  /** One that was made before; the draft where there is none. */
  proposal?: string | undefined;
}

/** The offer in the client's hands: read, then approved with name and finger, or refused. */
export function Offered({ open, proposal }: OfferedProps) {
  const { visit } = open;
  const made = open.progress.offers.get(proposal ?? "");
  const [draft] = useDraft<OfferDraft | "">(offerKey(knownAs(visit)), "");
  // The price holds while the client reads it, whatever the minute is.
  const [now] = useState(() => new Date().toISOString());
  if (proposal) {
    return made && <Answering open={open} offer={made} made={made} about={false} />;
  }
  const { offer, about } = draft === "" ? NOTHING : reckon(open, draft, now);
  if (!offer) return <Screen title={t("Paid work")} back={["visit", visit.id]} children={null} />;
  return <Answering open={open} offer={offer} about={about} />;
}

interface AnsweringProps {
  open: OpenVisit;
  offer: Offer;
  made?: PaidWork;
  about: boolean;
}

function Answering({ open, offer, made, about }: AnsweringProps) {
  const { visit } = open;
  const strokesKey = `strokes/${offer.proposal_id}`;
  const signerKey = `signer/${offer.proposal_id}`;
  const [signer, setSigner] = useDraft<Signer>(signerKey, { name: "", role: "" });
  const [empty, setEmpty] = useState(true);
  const [leaving, setLeaving] = useState(false);
  const pad = useRef<SignaturePad>(null);
  const surface = useRef<HTMLCanvasElement>(null);
  const since = useRef(Date.now());
  const answered = made !== undefined && made.state !== "proposed";
  const first = made ? [] : [proposing(offer)];
  const drafts = [offerKey(knownAs(visit)), strokesKey, signerKey];

  const tell = async (said: Happening[]): Promise<void> => {
    await record(visit, [...first, ...said], { settledDrafts: drafts });
    go("visit", visit.id);
  };
  const approve = async (): Promise<void> => {
    if (!pad.current || !surface.current) return;
    const drawn = { strokes: pad.current.toData(), picture: await pictureOf(surface.current) };
    const shown_ms = Date.now() - since.current;
    const { files, body } = await approval(open, offer, signer, drawn, shown_ms);
    await record(visit, [...first, { type: "paid_work.approve", body }], {
      files,
      settledDrafts: drafts,
    });
    go("visit", visit.id);
  };

  return (
    <Screen
      title={t("Paid work")}
      subtitle={answered ? open.object.name : t("For the client to read")}
      back={made ? ["visit", visit.id] : ["visit", visit.id, "offer"]}
      beside={
        answered ? undefined : (
          <button type="button" class="button square" onClick={() => setLeaving(true)}>
            {t("Not approved")}
          </button>
        )
      }
      action={
        answered
          ? undefined
          : {
              label: t("Approve"),
              icon: "pen",
              onTap: () => void approve(),
              notYet: !signer.name.trim()
                ? t("Enter the signer's name")
                : empty
                  ? t("Sign in the box")
                  : undefined,
            }
      }
    >
      <article class="paper">
        <h2>{offer.text}</h2>
        <p>
          {[visit.client.name, open.object.name, open.object.client_code].filter(Boolean).join(", ")}
        </p>
        <OfferLines offer={offer} about={about} />
      </article>
      {answered ? (
        <Answer open={open} made={made} />
      ) : (
        <>
          <Who open={open} offer={offer} signer={signer} onChange={setSigner} />
          <Canvas
            pad={pad}
            surface={surface}
            draftKey={strokesKey}
            onDrawn={(drawn) => setEmpty(!drawn)}
          />
        </>
      )}
      {leaving && (
        <NotApproved
          isNew={made === undefined}
          onRefused={() => {
            const body = { proposal_id: offer.proposal_id };
            void tell([{ type: "paid_work.refuse", body }]);
          }}
          onLater={() => void tell([])}
          onClose={() => setLeaving(false)}
        />
      )}
    </Screen>
  );
}

interface WhoProps {
  open: OpenVisit;
  offer: Offer;
  signer: Signer;
  onChange: (signer: Signer) => void;
}

/** Those who may approve something come first; above what they may, the office will ask. */
function Who({ open, offer, signer, onChange }: WhoProps) {
  const approvers = open.visit.contacts.filter(({ approves_up_to }) => approves_up_to !== null);
  const chosen: Contact | undefined = approvers.find(({ id }) => id === signer.contact_id);
  return (
    <>
      <SignerFields contacts={approvers} signer={signer} onChange={onChange} />
      {chosen && isOver(offer.net, chosen) && (
        <Notice kind="warn">{overWords(chosen, offer.currency)}</Notice>
      )}
    </>
  );
}

/** What the client said, and the parts of it to be noted as used. */
function Answer({ open, made }: { open: OpenVisit; made: PaidWork }) {
  const { visit, progress } = open;
  const parts = partsOf(made).filter(
    ({ part_id }) =>
      !progress.parts.some(
        (use) => use.part_id === part_id && use.work_order_id === made.work_order_id,
      ),
  );
  const note = async (): Promise<void> => {
    await record(visit, parts.map((part) => useOf(part, made.work_order_id)));
    go("visit", visit.id, "parts");
  };
  const at = made.answered_at ? dateAndTime(made.answered_at, open.zone) : "";
  return (
    <>
      <p>
        <OfferPill offer={made} />
      </p>
      {made.state === "approved" && (
        <p>{t("Approved by {name}, {time}", { name: made.by, time: at })}</p>
      )}
      {made.state === "refused" && made.refusal && <p>{made.refusal}</p>}
      {made.state === "approved" && parts.length > 0 && (
        <button type="button" class="button" onClick={() => void note()}>
          {t("Note its parts as used")}
        </button>
      )}
    </>
  );
}

const partsOf = ({ lines }: PaidWork) =>
  lines.flatMap(({ kind, code, quantity, unit }) => {
    const part = catalog.value?.parts.find(({ number }) => number === code);
    return kind === "part" && part ? [{ part_id: part.id, quantity, unit }] : [];
  });

export function OfferPill({ offer: { state } }: { offer: PaidWork }) {
  const kinds = { approved: "good", refused: "bad", proposed: "warn" } as const;
  return <Pill kind={kinds[state]}>{offerState(state)}</Pill>;
}

interface NotApprovedProps {
  isNew: boolean;
  onRefused: () => void;
  onLater: () => void;
  onClose: () => void;
}

function NotApproved({ isNew, onRefused, onLater, onClose }: NotApprovedProps) {
  return (
    <Sheet title={t("Why is it not approved?")} onClose={onClose}>
      <button type="button" class="button" onClick={onRefused}>
        {t("The client refuses")}
      </button>
      {isNew && (
        <button type="button" class="button" onClick={onLater}>
          {t("The client decides later")}
        </button>
      )}
      <p class="help">{t("The offer is kept; the client can approve it in the portal too.")}</p>
    </Sheet>
  );
}

/** The approval and the files of its signature. */
async function approval(
  { visit }: OpenVisit,
  offer: Offer,
  signer: Signer,
  drawn: { strokes: PointGroup[]; picture: Blob },
  shown_ms: number,
) {
  const lines = new Blob([JSON.stringify(drawn.strokes)], { type: "application/json" });
  const files = await Promise.all([
    takeFile(visit, lines, { role: "signature_strokes" }, "strokes.json"),
    takeFile(visit, drawn.picture, { role: "signature_png" }, "signature.png"),
  ]);
  const [strokes, picture] = files;
  const body: CommandBodies["paid_work.approve"] = {
    proposal_id: offer.proposal_id as Uuid,
    name: signer.name.trim(),
    role: signer.role.trim(),
    ...(signer.contact_id ? { contact_id: signer.contact_id } : {}),
    sha256: await offerSha256(offer),
    drawn: {
      signature_id: newId(),
      strokes_media_id: strokes.media.id,
      png_media_id: picture.media.id,
      shown_ms,
    },
  };
  return { files, body };
}

import SignaturePad, { type PointGroup } from "signature_pad";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../web/i18n";
import type { CommandBodies, Contact } from "../../wire/types";
import { draft as readDraft, keepDraft, useDraft } from "../drafts";
import { newId } from "../ids";
import { record } from "../outbox";
import { takeFile } from "../photos";
import { go } from "../route";
import { Choice, Screen } from "../ui";
import type { OpenVisit } from "../visits";
import { PaidSoFar } from "./coverage";
import { finishKey } from "./finish";
import { reportKey, type ReadReport } from "./report";

interface Signer {
  name: string;
  role: string;
  contact_id?: string;
}

/** Name and finger; what is signed is exactly what was read before. */
export function Sign({ open }: { open: OpenVisit }) {
  const { visit } = open;
  const signerKey = `signer/${visit.id}`;
  const strokesKey = `strokes/${visit.id}`;
  const [signer, setSigner] = useDraft<Signer>(signerKey, { name: "", role: "" });
  const [report, setReport] = useState<ReadReport>();
  const [empty, setEmpty] = useState(true);
  const [busy, setBusy] = useState(false);
  const pad = useRef<SignaturePad>(null);
  const surface = useRef<HTMLCanvasElement>(null);

  useEffect(() => {
    void readDraft<ReadReport>(reportKey(visit.id)).then((kept) =>
      kept ? setReport(kept) : go("visit", visit.id, "report"),
    );
  }, [visit.id]);

  const finish = async (): Promise<void> => {
    if (!report || !pad.current || !surface.current) return;
    setBusy(true);
    const drawn = { strokes: pad.current.toData(), picture: await pictureOf(surface.current) };
    await keepSignature(open, report, signer, drawn, [
      signerKey,
      strokesKey,
      finishKey(visit.id),
      reportKey(visit.id),
    ]);
    go("visit", visit.id);
  };

  return (
    <Screen
      title={t("Signature")}
      subtitle={open.object.name}
      back={["visit", visit.id, "report"]}
      action={{
        label: t("Sign and finish"),
        icon: "check",
        busy,
        onTap: () => void finish(),
        notYet: !signer.name.trim()
          ? t("Enter the signer's name")
          : empty
            ? t("Sign in the box")
            : undefined,
      }}
    >
      {report && <p class="consent">{report.consent_text}</p>}
      <PaidSoFar
        open={open}
        signer={visit.contacts.find(({ id }) => id === signer.contact_id)}
      />
      <SignerFields contacts={visit.contacts.filter((one) => one.signs)} signer={signer} onChange={setSigner} />
      <Canvas pad={pad} surface={surface} draftKey={strokesKey} onDrawn={(drawn) => setEmpty(!drawn)} />
      <label class="field">
        <span>{t("Position")}</span>
        <input
          value={signer.role}
          maxLength={100}
          autocomplete="off"
          onInput={(event) => setSigner({ ...signer, role: event.currentTarget.value })}
        />
      </label>
    </Screen>
  );
}

interface SignerProps {
  contacts: Contact[];
  signer: Signer;
  onChange: (signer: Signer) => void;
}

function SignerFields({ contacts, signer, onChange }: SignerProps) {
  const choose = (id: string): void => {
    const contact = contacts.find((one) => one.id === id);
    if (contact) onChange({ name: contact.name, role: contact.role ?? "", contact_id: id });
  };
  return (
    <>
      {contacts.length > 0 && (
        <Choice
          label={t("Who signs?")}
          stacked
          options={contacts.map(({ id, name }) => ({ value: id, label: name }))}
          value={signer.contact_id}
          onChoose={choose}
        />
      )}
      <label class="field">
        <span>{t("Signer's name")}</span>
        <input
          value={signer.name}
          maxLength={200}
          autocomplete="off"
          onInput={(event) => onChange({ name: event.currentTarget.value, role: signer.role })}
        />
      </label>
    </>
  );
}

interface CanvasProps {
  pad: { current: SignaturePad | null };
  surface: { current: HTMLCanvasElement | null };
  draftKey: string;
  onDrawn: (drawn: boolean) => void;
}

/** The box to sign in. Strokes are a draft: turning the phone or a closed page keeps them. */
function Canvas({ pad, surface, draftKey, onDrawn }: CanvasProps) {
  useEffect(() => {
    const canvas = surface.current;
    if (!canvas) return;
    const drawing = new SignaturePad(canvas, { penColor: "#10214f", minWidth: 1, maxWidth: 3 });
    pad.current = drawing;
    const keep = (): void => {
      onDrawn(!drawing.isEmpty());
      void keepDraft(draftKey, drawing.toData());
    };
    drawing.addEventListener("endStroke", keep);
    const fit = (): void => {
      const strokes = drawing.toData();
      const density = Math.max(window.devicePixelRatio, 1);
      canvas.width = canvas.offsetWidth * density;
      canvas.height = canvas.offsetHeight * density;
      canvas.getContext("2d")?.scale(density, density);
      drawing.fromData(strokes);
    };
    const watcher = new ResizeObserver(fit);
    watcher.observe(canvas);
    void readDraft<PointGroup[]>(draftKey).then((strokes) => {
      if (strokes) drawing.fromData(strokes);
      onDrawn(!drawing.isEmpty());
    });
    return () => {
      watcher.disconnect();
      drawing.off();
    };
  }, [draftKey]);

  const clear = (): void => {
    pad.current?.clear();
    onDrawn(false);
    void keepDraft(draftKey, []);
  };

  return (
    <div class="sign-box">
      <canvas ref={surface} aria-label={t("Signature")} />
      <button type="button" class="button small" onClick={clear}>
        {t("Clear")}
      </button>
    </div>
  );
}

/** Strokes, picture, signature and the end of the visit: one write. */
async function keepSignature(
  { visit }: OpenVisit,
  report: ReadReport,
  signer: Signer,
  drawn: { strokes: PointGroup[]; picture: Blob },
  settledDrafts: string[],
): Promise<void> {
  const lines = new Blob([JSON.stringify(drawn.strokes)], { type: "application/json" });
  const [strokes, picture] = await Promise.all([
    takeFile(visit, lines, { role: "signature_strokes" }, "strokes.json"),
    takeFile(visit, drawn.picture, { role: "signature_png" }, "signature.png"),
  ]);
  const body: CommandBodies["signature.capture"] = {
    signature_id: newId(),
    signer: { ...signer, name: signer.name.trim(), role: signer.role.trim() },
    consent_sha256: report.consent_sha256,
    shown_ms: report.shown_ms,
    strokes_media_id: strokes.media.id,
    png_media_id: picture.media.id,
    reports: [
      {
        work_order_ids: visit.work_orders.map((work) => work.id),
        snapshot: report.snapshot,
        sha256: report.sha256,
      },
    ],
  };
  await record(
    visit,
    [
      { type: "signature.capture", body },
      { type: "visit.complete", body: { outcomes: report.outcomes } },
    ],
    { files: [strokes, picture], settledDrafts },
  );
}

const pictureOf = (canvas: HTMLCanvasElement): Promise<Blob> =>
  new Promise((done, fail) => {
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("no picture"))), "image/png");
  });

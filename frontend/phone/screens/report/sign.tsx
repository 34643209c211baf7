import type SignaturePad from "signature_pad";
import type { PointGroup } from "signature_pad";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../../web/i18n";
import type { CommandBodies } from "../../../wire/types";
import { draft as readDraft, useDraft } from "../../kept/drafts";
import { newId } from "../../kept/ids";
import { record } from "../../outbox/outbox";
import { go } from "../../route";
import { Screen } from "../../ui/screen";
import { knownAs } from "../../work/about";
import { takeFile } from "../../work/photos";
import type { OpenVisit } from "../../world/visits";
import { PaidSoFar } from "../visit/coverage";
import { finishKey } from "../visit/finish";
import { reportKey, type ReadReport } from "./report";
import { Canvas, pictureOf, SignerFields, type Signer } from "./signing";

/** Name and finger; what is signed is exactly what was read before. */
export function Sign({ open }: { open: OpenVisit }) {
  const { visit } = open;
  const signerKey = `signer/${knownAs(visit)}`;
  const strokesKey = `strokes/${knownAs(visit)}`;
  const [signer, setSigner] = useDraft<Signer>(signerKey, { name: "", role: "" });
  const [report, setReport] = useState<ReadReport>();
  const [empty, setEmpty] = useState(true);
  const [busy, setBusy] = useState(false);
  const pad = useRef<SignaturePad>(null);
  const surface = useRef<HTMLCanvasElement>(null);

  useEffect(() => {
    void readDraft<ReadReport>(reportKey(knownAs(visit))).then((kept) =>
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
      finishKey(knownAs(visit)),
      reportKey(knownAs(visit)),
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
            : isAddress(signer.email)
              ? undefined
              : t("This is no email address."),
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
      {!signer.contact_id && (
        <label class="field">
          <span>{t("Email for a copy")}</span>
          <input
            type="email"
            value={signer.email ?? ""}
            maxLength={254}
            autocomplete="off"
            aria-invalid={!isAddress(signer.email)}
            onInput={(event) => setSigner({ ...signer, email: event.currentTarget.value })}
          />
          {!isAddress(signer.email) && (
            <span class="field-problem">{t("This is no email address.")}</span>
          )}
        </label>
      )}
    </Screen>
  );
}

/** As the server takes one; none is fine as well. */
export const isAddress = (typed = ""): boolean =>
  /^([^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+)?$/.test(typed.trim());

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
    signer: {
      ...signer,
      name: signer.name.trim(),
      role: signer.role.trim(),
      email: signer.contact_id ? "" : (signer.email ?? "").trim(),
    },
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
      { type: "visit.complete", body: { outcomes: report.outcomes, material_hash: visit.material_hash } },
    ],
    { files: [strokes, picture], settledDrafts },
  );
}

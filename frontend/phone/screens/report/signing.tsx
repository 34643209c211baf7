// Who signs and the box to sign in, shared by the service report and by offers of paid work.

import SignaturePad, { type PointGroup } from "signature_pad";
import { useEffect } from "preact/hooks";
import { t } from "../../../web/i18n";
import type { Contact } from "../../../wire/types";
import { draft as readDraft, keepDraft } from "../../kept/drafts";
import { Choice } from "../../ui/taps";

export interface Signer {
  name: string;
  role: string;
  contact_id?: string;
  /** Where a copy goes, for a signer the office has no address of. */
  email?: string;
}

interface SignerProps {
  contacts: Contact[];
  signer: Signer;
  onChange: (signer: Signer) => void;
}

export function SignerFields({ contacts, signer, onChange }: SignerProps) {
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
          onInput={(event) => onChange({ ...signer, name: event.currentTarget.value, contact_id: undefined })}
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
export function Canvas({ pad, surface, draftKey, onDrawn }: CanvasProps) {
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

export const pictureOf = (canvas: HTMLCanvasElement): Promise<Blob> =>
  new Promise((done, fail) => {
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("no picture"))), "image/png");
  });

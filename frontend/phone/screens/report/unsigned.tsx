import { useState } from "preact/hooks";
import { t } from "../../../web/i18n";
import { newId } from "../../kept/ids";
import { record, type Happening } from "../../outbox/outbox";
import { go } from "../../route";
import { Sheet } from "../../ui/taps";
import { knownAs } from "../../work/about";
import { takeFile, type TakenFile } from "../../work/photos";
import type { OpenVisit } from "../../world/visits";
import { finishKey } from "../visit/finish";
import { PhotoButton } from "../visit/pictures";
import { reportKey, type ReadReport } from "./report";
import { SignerFields, type Signer } from "./signing";

interface NoSignatureProps {
  open: OpenVisit;
  outcomes: ReadReport["outcomes"];
  onClose: () => void;
}

/** Refused, absent, or signed by hand are answers too; the visit ends all the same. */
export function NoSignature({ open, outcomes, onClose }: NoSignatureProps) {
  const { visit } = open;
  const [onPaper, setOnPaper] = useState(false);
  const end = async (said: Happening, files: TakenFile[] = []): Promise<void> => {
    onClose();
    const body = { outcomes, material_hash: visit.material_hash };
    await record(visit, [said, { type: "visit.complete", body }], {
      files,
      settledDrafts: [finishKey(knownAs(visit)), reportKey(knownAs(visit))],
    });
    go("visit", visit.id);
  };
  const refuse = (reason: string, absent = false): void =>
    void end({ type: "signature.refuse", body: { reason, absent } });

  if (onPaper) return <Paper open={open} onSigned={end} onClose={onClose} />;
  return (
    <Sheet title={t("Why is there no signature?")} onClose={onClose}>
      <button type="button" class="button" onClick={() => setOnPaper(true)}>
        {t("Signed on paper")}
      </button>
      <button
        type="button"
        class="button"
        onClick={() => refuse(t("Nobody to sign was there"), true)}
      >
        {t("Nobody to sign is here")}
      </button>
      <button type="button" class="button" onClick={() => refuse(t("The client refused to sign"))}>
        {t("The client refuses to sign")}
      </button>
      <p class="help">{t("The visit is finished with this reason; the office is told.")}</p>
    </Sheet>
  );
}

interface PaperProps {
  open: OpenVisit;
  onSigned: (said: Happening, files: TakenFile[]) => Promise<void>;
  onClose: () => void;
}

/** A paper signed by hand: who signed, and a photo of it. */
function Paper({ open: { visit }, onSigned, onClose }: PaperProps) {
  const [signer, setSigner] = useState<Signer>({ name: "", role: "" });
  const photograph = async ([photo]: File[]): Promise<void> => {
    if (!photo) return;
    const file = await takeFile(visit, photo, { role: "document" }, photo.name);
    const body = {
      signature_id: newId(),
      media_id: file.media.id,
      signer: { ...signer, name: signer.name.trim() },
    };
    await onSigned({ type: "signature.paper", body }, [file]);
  };
  return (
    <Sheet title={t("Signed on paper")} onClose={onClose}>
      <SignerFields
        contacts={visit.contacts.filter((one) => one.signs)}
        signer={signer}
        onChange={setSigner}
      />
      {signer.name.trim() ? (
        <PhotoButton
          primary
          label={t("Photograph the signed paper")}
          onTake={(files) => void photograph(files)}
        />
      ) : (
        <p class="help">{t("Enter the signer's name")}</p>
      )}
    </Sheet>
  );
}

// Somebody signs for one item of a checklist: the drawing becomes the item's file.

import type SignaturePad from "signature_pad";
import { useRef, useState } from "preact/hooks";
import { t } from "../../../web/i18n";
import type { Answer, ChecklistItem } from "../../../wire/types";
import { keepDraft } from "../../kept/drafts";
import { newId } from "../../kept/ids";
import type { OnAnswer } from "../../work/answering";
import { Canvas, pictureOf } from "../report/signing";
import { Thumbs } from "./pictures";

interface AutographProps {
  item: ChecklistItem;
  answer: Answer | undefined;
  onAnswer: OnAnswer;
}

/** A box to sign in; once kept, the signature stands there in its place. */
export function Autograph({ item, answer, onAnswer }: AutographProps) {
  const [empty, setEmpty] = useState(true);
  const pad = useRef<SignaturePad>(null);
  const surface = useRef<HTMLCanvasElement>(null);
  // Of this opening alone: nobody is to find the name of another visit in the box.
  const draft = useRef(`autograph/${newId()}`);
  const taken = answer?.media_ids ?? [];
  if (taken.length > 0) {
    return (
      <>
        <p class="help">{t("Signed")}</p>
        <Thumbs ids={taken} />
      </>
    );
  }
  const keep = async (): Promise<void> => {
    if (empty || !surface.current) return;
    const drawn = await pictureOf(surface.current);
    const file = new File([drawn], `${item.key}.png`, { type: "image/png" });
    await onAnswer({ value: null, state: "ok" }, [file]);
    await keepDraft(draft.current, []);
  };
  return (
    <>
      <Canvas
        pad={pad}
        surface={surface}
        draftKey={draft.current}
        onDrawn={(drawn) => setEmpty(!drawn)}
      />
      <button type="button" class="button" aria-disabled={empty} onClick={() => void keep()}>
        {t("Keep")}
      </button>
    </>
  );
}

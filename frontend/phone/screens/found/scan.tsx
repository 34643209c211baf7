import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../../web/i18n";
import { Icon } from "../../ui/icons";
import { Notice } from "../../ui/parts";
import { Sheet } from "../../ui/taps";
import { readCode } from "../../work/barcode";
import { PhotoButton } from "../visit/pictures";

interface ScanProps {
  onCode: (code: string) => void;
}

/** Opens the camera and hands over the first code it sees. */
export function ScanButton({ onCode }: ScanProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="button" onClick={() => setOpen(true)}>
        <Icon name="camera" />
        {t("Scan a code")}
      </button>
      {open && (
        <ScanSheet
          onCode={(code) => {
            setOpen(false);
            onCode(code);
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

function ScanSheet({ onCode, onClose }: ScanProps & { onClose: () => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    const shown = video.current;
    if (!shown) return;
    const watching = watch(shown, onCode);
    watching.begun.catch(() => setProblem(t("The camera cannot be used here. Take a photo instead.")));
    return watching.end;
  }, []);
  const photographed = async ([photo]: File[]): Promise<void> => {
    const code = photo && (await readCode(await createImageBitmap(photo)));
    if (code) onCode(code);
    else setProblem(t("No code was found in the photo. Go closer, or type it."));
  };
  return (
    <Sheet title={t("Scan a code")} onClose={onClose}>
      <video ref={video} class="scan" muted playsInline aria-label={t("Picture of the camera")} />
      {problem && <Notice kind="warn">{problem}</Notice>}
      <PhotoButton label={t("Take photo")} onTake={(files) => void photographed(files)} />
    </Sheet>
  );
}

/** Looks at the camera's picture until a code is seen or the sheet is closed. */
function watch(video: HTMLVideoElement, onCode: (code: string) => void) {
  let stream: MediaStream | undefined;
  let over = false;
  const end = (): void => {
    over = true;
    stream?.getTracks().forEach((track) => track.stop());
  };
  const begin = async (): Promise<void> => {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    if (over) return end();
    video.srcObject = stream;
    await video.play();
    while (!over) {
      const code = await readCode(video);
      if (code && !over) {
        end();
        return onCode(code);
      }
      await new Promise((next) => requestAnimationFrame(next));
    }
  };
  return { begun: begin(), end };
}

import { useEffect, useState } from "preact/hooks";
import { t } from "../../../web/i18n";
import type { Uuid } from "../../../wire/types";
import type { StoredMedia } from "../../kept/db";
import { media, sending } from "../../kept/state";
import { Icon } from "../../ui/icons";
import { pictureBytes } from "../../world/verified";

interface PhotoButtonProps {
  label: string;
  onTake: (files: File[]) => void;
  accept?: string | undefined;
  primary?: boolean;
}

/** Opens the camera; where there is none, the phone's pictures. */
export function PhotoButton({ label, onTake, accept, primary }: PhotoButtonProps) {
  return (
    <label class={primary ? "button primary file" : "button file"}>
      <Icon name={accept ? "plus" : "camera"} />
      {label}
      <input
        type="file"
        accept={accept ?? "image/*"}
        capture={accept ? undefined : "environment"}
        onChange={(event) => {
          const input = event.currentTarget;
          const files = Array.from(input.files ?? []);
          if (files.length > 0) onTake(files);
          input.value = "";
        }}
      />
    </label>
  );
}

export function Thumbs({ ids }: { ids: readonly Uuid[] }) {
  const files = ids.flatMap((id) => media.value.find((one) => one.id === id) ?? []);
  if (files.length === 0) return null;
  return (
    <ul class="thumbs">
      {files.map((file) => (
        <li key={file.id}>
          <Thumb file={file} />
        </li>
      ))}
    </ul>
  );
}

function Thumb({ file }: { file: StoredMedia }) {
  const picture = usePicture(file.id);
  return (
    <figure>
      {picture && file.mime.startsWith("image/") ? (
        <img src={picture} alt={file.filename} />
      ) : (
        <span class="no-picture">{file.filename}</span>
      )}
      <figcaption>{uploadState(file)}</figcaption>
    </figure>
  );
}

/** Where a file is on its way, in words. */
export function uploadState(file: StoredMedia): string {
  if (file.state === "received") return t("Sent");
  if (file.state === "refused") return t("Not taken");
  const now = sending.value.upload;
  if (now?.id !== file.id || now.size === 0) return t("Waits");
  return t("{percent} %", { percent: Math.floor((100 * now.sent) / now.size) });
}

/** An address for the kept bytes, released when the picture leaves the screen. */
export function usePicture(id: Uuid): string | undefined {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    let made: string | undefined;
    let gone = false;
    void pictureBytes(id).then((blob) => {
      if (!blob || gone) return;
      made = URL.createObjectURL(blob);
      setAddress(made);
    });
    return () => {
      gone = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [id]);
  return address;
}

// What a screen lets one do: a line that leads on, one of a few, a sheet from below.

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../web/i18n";
import { href } from "../route";
import { Icon, type IconName } from "./icons";
import type { Meaning } from "./parts";

interface RowProps {
  to: string[];
  icon?: IconName;
  title: ComponentChildren;
  hint?: ComponentChildren;
  trailing?: ComponentChildren;
}

/** A line that leads somewhere. */
export function LinkRow({ to, icon, title, hint, trailing }: RowProps) {
  return (
    <a class="row" href={href(...to)}>
      {icon && <Icon name={icon} />}
      <span class="row-words">
        <span>{title}</span>
        {hint && <small>{hint}</small>}
      </span>
      {trailing}
      <Icon name="forward" />
    </a>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  options: { value: T; label: string; kind?: Meaning }[];
  value: T | undefined;
  onChoose: (value: T) => void;
  stacked?: boolean;
}

/** One of a few, each a big button. */
export function Choice<T extends string>(props: ChoiceProps<T>) {
  const { label, options, value, onChoose, stacked } = props;
  return (
    <div class={stacked ? "choice stacked" : "choice"} role="group" aria-label={label}>
      {options.map((option) => (
        <button
          type="button"
          key={option.value}
          class={`option ${option.kind ?? ""}`}
          aria-pressed={option.value === value}
          onClick={() => onChoose(option.value)}
        >
          {option.value === value && <Icon name={option.kind === "bad" ? "cross" : "check"} />}
          {option.label}
        </button>
      ))}
    </div>
  );
}

interface SheetProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}

/** Comes up from the bottom, where the thumb is; Escape, a tap beside it or Close end it. */
export function Sheet({ title, onClose, children }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      class="sheet"
      aria-label={title}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      <div class="sheet-body">
        <h2>{title}</h2>
        {children}
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          {t("Close")}
        </button>
      </div>
    </dialog>
  );
}

// The few parts all screens are made of.

import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t, tn } from "../web/i18n";
import { failure } from "./failures";
import { Icon, type IconName } from "./icons";
import { isSharing } from "./positions";
import { href, route } from "./route";
import { isRevoked } from "./session";
import { sending, session, unsent } from "./state";

export interface Action {
  label: string;
  onTap: () => void;
  icon?: IconName;
  /** Why it cannot be done yet; the button then says so instead of doing it. */
  notYet?: string | undefined;
  busy?: boolean;
}

interface ScreenProps {
  title: string;
  subtitle?: string | undefined;
  /** Steps of the screen one goes back to; none on the first screen. */
  back?: string[];
  action?: Action | undefined;
  /** A smaller button beside the main one. */
  beside?: ComponentChildren;
  children: ComponentChildren;
}

export function Screen({ title, subtitle, back, action, beside, children }: ScreenProps) {
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = title;
    head.current?.focus({ preventScroll: true });
  }, [title]);
  return (
    <div class={action || beside ? "screen with-action" : "screen"}>
      <header class="bar">
        {back && (
          <a class="bar-button" href={href(...back)} aria-label={t("Back")}>
            <Icon name="back" />
          </a>
        )}
        <div class="bar-words">
          <h1 ref={head} tabIndex={-1}>
            {title}
          </h1>
          {subtitle && <p>{subtitle}</p>}
        </div>
        {isSharing.value && (
          <a class="bar-button sharing" href={href("device")} aria-label={t("Your position is shown to the office now.")}>
            <Icon name="navigate" />
          </a>
        )}
        {session.value && <UnsentBadge />}
        {!back && (
          <a class="bar-button" href={href("device")} aria-label={t("Phone and settings")}>
            <Icon name="settings" />
          </a>
        )}
      </header>
      <main>
        <SignedOut />
        {failure.value && (
          <Notice kind="bad" icon="warn" title={t("Not done")}>
            {failure.value}
            <button type="button" class="button" onClick={() => (failure.value = undefined)}>
              {t("Understood")}
            </button>
          </Notice>
        )}
        {children}
      </main>
      {(action || beside) && (
        <footer class="actions">
          {beside}
          {action && <MainButton {...action} />}
        </footer>
      )}
    </div>
  );
}

/** Losing the sign-in stops nothing but sending. */
function SignedOut() {
  const isHere = session.value?.ended && !isRevoked(session.value) && route.value[0] !== "pair";
  if (!isHere) return null;
  return (
    <Notice kind="warn" icon="warn" title={t("This phone was signed out")}>
      {t("Go on working: everything is kept here and goes out after the next pairing.")}
      <a class="button" href={href("pair")}>
        {t("Pair this phone")}
      </a>
    </Notice>
  );
}

/** Always in view: how much the office does not have yet. */
function UnsentBadge() {
  const count = unsent.value;
  const busy = sending.value.state === "sending";
  const label =
    count === 0 ? t("Everything is sent") : tn("{count} not sent", "{count} not sent", count);
  return (
    <a class={count === 0 ? "badge" : "badge badge-waiting"} href={href("outbox")} aria-label={label}>
      <Icon name={count === 0 ? "sent" : busy ? "sync" : "unsent"} />
      {count > 0 && <span aria-hidden="true">{count}</span>}
    </a>
  );
}

function MainButton({ label, onTap, icon, notYet, busy }: Action) {
  return (
    <div class="main-action">
      {notYet && <p class="not-yet">{notYet}</p>}
      <button
        type="button"
        class="button primary"
        aria-disabled={Boolean(notYet) || busy}
        onClick={() => !notYet && !busy && onTap()}
      >
        {icon && <Icon name={icon} />}
        {label}
      </button>
    </div>
  );
}

export function Section({ title, children }: { title?: string; children: ComponentChildren }) {
  return (
    <section class="section">
      {title && <h2>{title}</h2>}
      {children}
    </section>
  );
}

export type Meaning = "good" | "warn" | "bad" | "info" | "quiet";

export function Pill(props: { kind: Meaning; icon?: IconName; children: ComponentChildren }) {
  return (
    <span class={`pill ${props.kind}`}>
      {props.icon && <Icon name={props.icon} />}
      {props.children}
    </span>
  );
}

interface NoticeProps {
  kind: Meaning;
  icon?: IconName;
  title?: string;
  children?: ComponentChildren;
}

export function Notice({ kind, icon = "info", title, children }: NoticeProps) {
  return (
    <div class={`notice ${kind}`} role={kind === "bad" ? "alert" : undefined}>
      <Icon name={icon} />
      <div>
        {title && <strong>{title}</strong>}
        {children && <div>{children}</div>}
      </div>
    </div>
  );
}

export function Empty(props: { icon: IconName; title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <Icon name={props.icon} />
      <strong>{props.title}</strong>
      <p>{props.children}</p>
    </div>
  );
}

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

/**
 * What is being typed over what is kept: a new reading of the database in the middle of a word
 * must not take the word away; only a new kept value does.
 */
export function useTyped(kept: string): [string, (typed: string) => void] {
  const [typed, setTyped] = useState(kept);
  const [known, setKnown] = useState(kept);
  // Compared while drawing: an effect would run after the first letters of somebody quick.
  if (known !== kept) {
    setKnown(kept);
    setTyped(kept);
  }
  return [typed, setTyped];
}

/** The present moment, again every half minute. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

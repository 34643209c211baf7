// The frame of every screen: its head with what is unsent, its words, its one main button.

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t, tn } from "../../web/i18n";
import { isSharing } from "../device/positions";
import { failure } from "../kept/failures";
import { sending, session, unsent } from "../kept/state";
import { href, route } from "../route";
import { isRevoked } from "../server/session";
import { Icon, type IconName } from "./icons";
import { Notice } from "./parts";

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

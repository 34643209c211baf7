// What a screen says: sections, pills, notices, and what stands where there is nothing.

import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "./icons";

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

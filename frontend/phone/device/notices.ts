// Web push: the office's notices while the app is closed. Nothing depends on them; the bundle says
// the same.

import { signal } from "@preact/signals";
import { config } from "../kept/state";
import { ask } from "../server/api";

export type NoticeState = "unsupported" | "denied" | "off" | "on";
export const notices = signal<NoticeState>("off");

const isAble = (): boolean =>
  "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

/** Looks how it stands, and tells the office again where the browser gave a new address. */
export async function lookAtNotices(): Promise<void> {
  if (!isAble()) return void (notices.value = "unsupported");
  if (Notification.permission === "denied") return void (notices.value = "denied");
  const held = await subscription();
  notices.value = held ? "on" : "off";
  if (held) await tell(held);
}

/** Asks the person once, in the browser's own words, then subscribes. Throws where that fails. */
export async function turnOn(): Promise<void> {
  const key = config.value?.push_key;
  if (!key) throw new TypeError("no key yet");
  if ((await Notification.requestPermission()) !== "granted") return lookAtNotices();
  const { pushManager } = await navigator.serviceWorker.ready;
  const held = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  await tell(held);
  notices.value = "on";
}

export async function turnOff(): Promise<void> {
  await (await subscription())?.unsubscribe();
  notices.value = "off";
  await tell(null);
}

/** A tap on a notice leads to its visit, also in an app that is open already. */
export function followNotices(): void {
  navigator.serviceWorker?.addEventListener("message", ({ data }: MessageEvent<{ open?: string }>) => {
    const hash = data.open?.split("#")[1];
    if (hash) location.hash = hash;
  });
}

async function subscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration("/phone/");
  return (await registration?.pushManager.getSubscription()) ?? null;
}

async function tell(held: PushSubscription | null): Promise<void> {
  const { endpoint, keys } = held?.toJSON() ?? {};
  const push_subscription = held ? { endpoint, keys } : null;
  await ask("/devices/me", { method: "PATCH", body: JSON.stringify({ push_subscription }) });
}

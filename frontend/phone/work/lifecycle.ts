// What an engineer may say of a visit in each state: the next step first, then the others.

import type { VisitStatus } from "../../wire/types";

export type Step =
  | "accept"
  | "decline"
  | "travel_start"
  | "arrive"
  | "start"
  | "pause"
  | "resume"
  | "finish"
  | "cannot_complete";

export interface Steps {
  next?: Step;
  others: Step[];
}

const STEPS: Record<VisitStatus, Steps> = {
  published: { next: "accept", others: ["travel_start", "arrive", "decline"] },
  accepted: { next: "travel_start", others: ["arrive", "decline"] },
  en_route: { next: "arrive", others: [] },
  on_site: { next: "start", others: ["cannot_complete"] },
  working: { next: "finish", others: ["pause", "cannot_complete"] },
  paused: { next: "resume", others: ["finish", "cannot_complete"] },
  completed: { others: [] },
  partially_completed: { others: [] },
  failed: { others: [] },
  declined: { others: [] },
  cancelled: { others: [] },
  withdrawn: { others: [] },
};

const LEADS_ONLY: Step[] = ["decline", "finish", "cannot_complete"];

/** Helpers come, work and leave; only the lead finishes the visit. */
export function stepsFor(status: VisitStatus, role: "lead" | "helper"): Steps {
  const steps = STEPS[status];
  if (role === "lead") return steps;
  const allowed = (step: Step): boolean => !LEADS_ONLY.includes(step);
  const next = steps.next && allowed(steps.next) ? steps.next : undefined;
  return { ...(next ? { next } : {}), others: steps.others.filter(allowed) };
}

/** The state a visit is in once this command is done. */
export const STATE_AFTER: Partial<Record<string, VisitStatus>> = {
  "visit.open": "working",
  "visit.accept": "accepted",
  "visit.decline": "declined",
  "visit.travel_start": "en_route",
  "visit.arrive": "on_site",
  "visit.start": "working",
  "visit.pause": "paused",
  "visit.resume": "working",
  "visit.cannot_complete": "failed",
};

const UNDER_WAY: VisitStatus[] = ["en_route", "on_site", "working", "paused"];
const OVER: VisitStatus[] = [
  "completed",
  "partially_completed",
  "failed",
  "declined",
  "cancelled",
  "withdrawn",
];

export const isUnderWay = (status: VisitStatus): boolean => UNDER_WAY.includes(status);
export const isOver = (status: VisitStatus): boolean => OVER.includes(status);
export const isOnSite = (status: VisitStatus): boolean =>
  status === "on_site" || status === "working" || status === "paused";

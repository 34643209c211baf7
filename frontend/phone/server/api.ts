// The one door to the server: adds the token, language and time, and turns an error answer into
// an ApiProblem. A failed connection is a TypeError, as fetch throws it.

import { pageLanguage } from "../../web/i18n";
import type { Problem } from "../../wire/types";
import { setting } from "../kept/db";
import { measureClock } from "./clock";

export const BASE = "/api/mobile/v1";
export const APP_BUILD = "1";
const PATIENCE_MS = 30_000;

export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
    /** Seconds after which the server wants to be asked again. */
    readonly retryAfter?: number,
  ) {
    super(problem.detail ?? problem.title ?? problem.code);
  }
}

export async function authorization(): Promise<Record<string, string>> {
  const session = await setting("session");
  return session ? { Authorization: `Bearer ${session.access_token}` } : {};
}

/** The raw answer; throws ApiProblem for 4xx and 5xx, TypeError without a connection. */
export async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const askedAt = Date.now();
  const answer = await fetch(BASE + path, {
    credentials: "omit",
    ...init,
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE_MS),
    headers: {
      Accept: "application/json",
      "Accept-Language": pageLanguage,
      ...(init.body ? { "Content-Type": "application/json" } : {}),
      ...(await authorization()),
      ...(init.headers as Record<string, string> | undefined),
    },
  });
  measureClock(answer.headers.get("X-Server-Time"), askedAt, Date.now());
  if (answer.ok || answer.status === 304) return answer;
  throw new ApiProblem(answer.status, await problemOf(answer), retryAfterOf(answer));
}

export async function send<T>(
  method: string,
  path: string,
  body: unknown,
  init: RequestInit = {},
): Promise<T> {
  const answer = await ask(path, { ...init, method, body: JSON.stringify(body) });
  return (await answer.json()) as T;
}

async function problemOf(answer: Response): Promise<Problem> {
  try {
    return (await answer.json()) as Problem;
  } catch {
    return { code: `http-${answer.status}` };
  }
}

/** Seconds the server asks to be left alone for, where it says so. */
export function retryAfterOf(answer: Response): number | undefined {
  const seconds = Number(answer.headers.get("Retry-After") ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds : undefined;
}

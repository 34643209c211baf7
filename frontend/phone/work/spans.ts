// Times of a visit as the taps tell them, before anybody logged them.

import type { TimeKind } from "../../wire/types";
import type { OpenVisit } from "../world/visits";
import { spansFromTaps } from "./progress";

export interface Span {
  kind: TimeKind;
  from: string;
  to: string;
}

/** Travel and work as tapped, as far as they last a minute and are not logged yet. */
export function proposedSpans({ progress }: OpenVisit, until: string): Span[] {
  const logged = (span: Span): boolean =>
    progress.times.some(({ kind, from, to }) => kind === span.kind && from < span.to && span.from < to);
  return spansFromTaps(progress, until).filter(
    (span) => Date.parse(span.to) - Date.parse(span.from) >= 60_000 && !logged(span),
  );
}

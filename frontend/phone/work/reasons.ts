// The office's reasons, as the catalog brought them.

import type { CatalogReason, CommandBodies, ReasonUse } from "../../wire/types";
import { catalog } from "../kept/state";
import { inLanguage } from "../ui/wording";

export const reasonsFor = (use: ReasonUse): CatalogReason[] =>
  (catalog.value?.reasons ?? []).filter((reason) => reason.used_for.includes(use));

export const reasonName = ({ names, name }: CatalogReason): string => inLanguage(names ?? name);

type Time = Pick<CommandBodies["time.log"], "kind" | "reason">;

/** Waiting is not billed where its reason is not; the office decides alike. */
export function isBilled({ kind, reason }: Time): boolean {
  const known = reasonsFor("wait").find(({ code }) => code === reason);
  return kind !== "wait" || !known || known.billable;
}

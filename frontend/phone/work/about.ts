// A visit that was taken away goes on as a record of the engineer's own, under another id.

import type { Uuid, Visit } from "../../wire/types";

type Named = Pick<Visit, "id" | "instead_of">;

/** The id the engineer came to know the visit by: what is half typed lies under it. */
export const knownAs = ({ id, instead_of }: Named): Uuid => instead_of ?? id;

/** Whether something told or taken at `id` is about this visit. */
export const isAbout = (visit: Named, id: Uuid): boolean =>
  id === visit.id || id === visit.instead_of;

import { v7 } from "uuid";
import type { Uuid } from "../../wire/types";

/** A new id for anything born on this phone; later ids sort after earlier ones. */
export const newId = (): Uuid => v7();

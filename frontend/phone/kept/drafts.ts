// Half-typed things survive a closed page: every keystroke may be kept under a key of its own.

import { useEffect, useRef, useState } from "preact/hooks";
import { database, STRICT } from "./db";

export async function keepDraft(key: string, value: unknown): Promise<void> {
  const tx = (await database()).transaction("drafts", "readwrite", STRICT);
  await tx.store.put(value, key);
  await tx.done;
}

export async function draft<T>(key: string): Promise<T | undefined> {
  return (await (await database()).get("drafts", key)) as T | undefined;
}

/**
 * State that is also a draft: read once, written with every change. A change may be a function
 * of what is there now, for those that come after a wait.
 */
export function useDraft<T extends object | string>(
  key: string,
  initial: T,
): [T, (next: T | ((now: T) => T)) => void] {
  const [value, setValue] = useState(initial);
  const latest = useRef(initial);
  useEffect(() => {
    void draft<T>(key).then((kept) => {
      if (kept === undefined) return;
      latest.current = kept;
      setValue(() => kept);
    });
  }, [key]);
  const change = (next: T | ((now: T) => T)): void => {
    const changed = typeof next === "function" ? next(latest.current) : next;
    latest.current = changed;
    setValue(() => changed);
    void keepDraft(key, changed);
  };
  return [value, change];
}

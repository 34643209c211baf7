// Half-typed things survive a closed page: every keystroke may be kept under a key of its own.

import { useEffect, useState } from "preact/hooks";
import { database, STRICT } from "./db";

export async function keepDraft(key: string, value: unknown): Promise<void> {
  const tx = (await database()).transaction("drafts", "readwrite", STRICT);
  await tx.store.put(value, key);
  await tx.done;
}

export async function draft<T>(key: string): Promise<T | undefined> {
  return (await (await database()).get("drafts", key)) as T | undefined;
}

/** State that is also a draft: read once, written with every change. */
export function useDraft<T>(key: string, initial: T): [T, (value: T) => void, boolean] {
  const [value, setValue] = useState(initial);
  const [ready, setReady] = useState(false);
  useEffect(() => {
    void draft<T>(key).then((kept) => {
      if (kept !== undefined) setValue(kept);
      setReady(true);
    });
  }, [key]);
  const change = (next: T): void => {
    setValue(next);
    void keepDraft(key, next);
  };
  return [value, change, ready];
}

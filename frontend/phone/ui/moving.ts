// What changes by itself while a screen stands: the time, and what is being typed.

import { useEffect, useState } from "preact/hooks";

/**
 * What is being typed over what is kept: a new reading of the database in the middle of a word
 * must not take the word away; only a new kept value does.
 */
export function useTyped(kept: string): [string, (typed: string) => void] {
  const [typed, setTyped] = useState(kept);
  const [known, setKnown] = useState(kept);
  // Compared while drawing: an effect would run after the first letters of somebody quick.
  if (known !== kept) {
    setKnown(kept);
    setTyped(kept);
  }
  return [typed, setTyped];
}

/** The present moment, again every half minute. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

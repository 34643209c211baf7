const FIRST_S = 1;
const LONGEST_S = 300;

/** Seconds before try number `failures` + 1: 1, 2, 4 ... 300, with up to a fifth of chance on top. */
export function pauseAfter(failures: number, chance: number = Math.random()): number {
  const pause = Math.min(LONGEST_S, FIRST_S * 2 ** Math.max(0, failures - 1));
  return Math.min(LONGEST_S, pause * (1 + chance / 5));
}

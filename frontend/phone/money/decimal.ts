// Decimal strings compared and added exactly: a meter reading never passes through a float.

const FORM = /^([+-]?)(\d+)(?:\.(\d+))?$/;

interface Parts {
  value: bigint;
  scale: number;
}

function parts(text: string): Parts | undefined {
  const found = FORM.exec(text.trim());
  if (!found) return undefined;
  const [, sign, whole = "0", fraction = ""] = found;
  const value = BigInt(whole + fraction);
  return { value: sign === "-" ? -value : value, scale: fraction.length };
}

/** Negative, zero or positive; undefined when one of the two is no decimal number. */
export function compareDecimals(left: string, right: string): number | undefined {
  const [a, b] = [parts(left), parts(right)];
  if (!a || !b) return undefined;
  const scale = Math.max(a.scale, b.scale);
  const difference = atScale(a, scale) - atScale(b, scale);
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

const atScale = ({ value, scale }: Parts, wanted: number): bigint =>
  value * 10n ** BigInt(wanted - scale);

/** Digits behind the point; undefined when it is no decimal number. */
export const decimalsOf = (text: string): number | undefined => parts(text)?.scale;

/** What a person typed ("1,5") as the wire wants it ("1.5"). */
export const asDecimal = (typed: string): string => typed.trim().replace(",", ".");

/** A whole step up or down, never below `least`. */
export function stepped(text: string, by: bigint, least: string): string {
  const now = parts(text) ?? { value: 0n, scale: 0 };
  const value = now.value + by * 10n ** BigInt(now.scale);
  const next = written({ value, scale: now.scale });
  return (compareDecimals(next, least) ?? 0) < 0 ? least : next;
}

function written({ value, scale }: Parts): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const sign = value < 0n ? "-" : "";
  return scale === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-scale)}`;
}

export type Rounding = "half_up" | "half_even" | "up" | "down";

/** The whole number a division is rounded to; numbers below zero are not asked for. */
export function divided(dividend: bigint, divisor: bigint, how: Rounding = "half_up"): bigint {
  const whole = dividend / divisor;
  const twice = (dividend % divisor) * 2n;
  if (twice === 0n || how === "down") return whole;
  if (how === "up" || twice > divisor) return whole + 1n;
  if (twice < divisor) return whole;
  return how === "half_up" || whole % 2n === 1n ? whole + 1n : whole;
}

/** A decimal as whole units of its `scale`-th digit behind the point; more digits are rounded. */
export function unitsOf(text: string, scale: number): bigint {
  const found = parts(text);
  if (!found) throw new Error(`no decimal number: ${text}`);
  if (found.scale <= scale) return atScale(found, scale);
  return divided(found.value, 10n ** BigInt(found.scale - scale));
}

/** Whole units written as a decimal with all its digits: 6900n at 2 is "69.00". */
export const fromUnits = (value: bigint, scale: number): string => written({ value, scale });

/**
 * Shares, each `numerators[i] / denominator`, as whole numbers that add up to `total`: each is cut,
 * and what is missing goes one each to the largest remainders, the earlier first among equals.
 */
export function sharesTo(total: bigint, numerators: bigint[], denominator: bigint): bigint[] {
  const shares = numerators.map((numerator) => numerator / denominator);
  const missing = Number(total - shares.reduce((sum, share) => sum + share, 0n));
  const left = (at: number): bigint => (numerators[at] ?? 0n) % denominator;
  const places = numerators.map((_, at) => at).sort((a, b) => Number(left(b) > left(a)) - Number(left(b) < left(a)));
  for (const at of places.slice(0, missing)) shares[at] = (shares[at] ?? 0n) + 1n;
  return shares;
}

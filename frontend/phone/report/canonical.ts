// RFC 8785: the one way to write a JSON value, so that its SHA-256 means something. JavaScript's
// own writing of strings and numbers is the RFC's; only the order of keys is left to do.

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  // Plain sort compares UTF-16 units, which is what the RFC asks for.
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key] as Json)}`);
  return `{${members.join(",")}}`;
}

export async function digest(bytes: ArrayBuffer | Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** SHA-256 of a text or file, as 64 hex digits. */
export async function sha256(content: string | Blob): Promise<string> {
  const bytes =
    typeof content === "string" ? new TextEncoder().encode(content) : await content.arrayBuffer();
  return hex(await digest(bytes));
}

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

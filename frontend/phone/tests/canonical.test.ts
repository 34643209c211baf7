import { expect, test } from "vitest";
import { canonical, sha256 } from "../report/canonical";

test("keys are sorted by UTF-16 units and nothing is padded", () => {
  // The example of RFC 8785, section 3.2.3.
  const value = { "\u20ac": "Euro", "\r": "CR", "\ufb33": "Dalet", "1": "One", "\ud83d\ude00": "Smile" };
  expect(canonical(value)).toBe(
    '{"\\r":"CR","1":"One","\u20ac":"Euro","\ud83d\ude00":"Smile","\ufb33":"Dalet"}',
  );
});

test("nesting, null and control characters", () => {
  expect(canonical({ b: [true, null, { d: "\n\u0007", c: 1 }], a: "є" })).toBe(
    '{"a":"є","b":[true,null,{"c":1,"d":"\\n\\u0007"}]}',
  );
});

test("the SHA-256 of the empty text is the known one", async () => {
  expect(await sha256("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
});

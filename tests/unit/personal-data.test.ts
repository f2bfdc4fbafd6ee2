import { describe, expect, it } from "vitest";
import { businessNumberRule, isCardNumber, isIban, isLuhn, isTaiwanId } from "#lib/domain/check-digit";
import { findPersonalData, maskPersonalData } from "#lib/domain/personal-data";
import type { PersonalKind } from "#lib/domain/personal-kind";

const masked = (text: string) => maskPersonalData(text, findPersonalData(text));
const kindsIn = (text: string) => findPersonalData(text).map(({ kind }) => kind);

describe("check digits", () => {
  it("knows Luhn's, MOD 97-10 and those of Taiwan by published examples", () => {
    expect(isLuhn("79927398713")).toBe(true);
    expect(isLuhn("79927398710")).toBe(false);
    expect(isCardNumber("4242424242424242")).toBe(true);
    expect(isCardNumber("9242424242424245")).toBe(false);
    expect(isIban("GB82WEST12345698765432")).toBe(true);
    expect(isIban("GB82WEST12345698765433")).toBe(false);
    expect(isIban("GB82WEST1234569876543")).toBe(false);
    expect(["A123456789", "A800000014", "AA00000009", "AC01234567"].map(isTaiwanId)).toEqual([true, true, true, true]);
    expect(["A123456788", "A800000015", "A323456789", "A12345678", ""].some(isTaiwanId)).toBe(false);
  });

  it("tells the old check of a business number from the new one, with a seventh digit of 7 too", () => {
    expect(["04595257", "12345675"].map(businessNumberRule)).toEqual(["old", "old"]);
    // The weighted digits of 00000004 add up to 4, of 00000005 to 5.
    expect(businessNumberRule("00000005")).toBe("new");
    expect(businessNumberRule("00000004")).toBeUndefined();
  });
});

describe("finding personal data", () => {
  it.each<[string, string]>([
    ["電話 02-2345-6789 轉 12，手機０９１２－３４５－６７８", "電話 [PHONE]，手機[PHONE]"],
    ["聯絡王小明0912345678謝謝", "聯絡王小明[PHONE]謝謝"],
    ["+886 912 345 678 / 886912345678 / (02)2345-6789", "[PHONE] / [PHONE] / [PHONE]"],
    ["Call +1 (212) 555-0187 or 905-674-3793x12.", "Call [PHONE] or [PHONE]."],
    ["信箱ｗａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ謝謝", "信箱[EMAIL]謝謝"],
    ["Write to a.b-c+d@mail.example.co.uk.", "Write to [EMAIL]."],
    ["身分證A123456789，居留證 A800000014", "身分證[NATIONAL_ID]，居留證 [RESIDENT_ID]"],
    ["0911111111,0922222222，手機/0933333333", "[PHONE],[PHONE]，手機/[PHONE]"],
    ["統編：04595257", "統編：[BUSINESS_NUMBER]"],
    ["卡號 4242 4242 4242 4242 與 3782-822463-10005", "卡號 [CARD] 與 [CARD]"],
    ["gb82 west 1234 5698 7654 32 please", "[IBAN] please"],
    ["192.168.1.1:8080 and 2001:db8::8c62", "[IP_ADDRESS]:8080 and [IP_ADDRESS]"],
  ])("masks %s", (text, expected) => {
    expect(masked(text)).toBe(expected);
  });

  it.each([
    "call 2024-05-06, 電話費 1234567 元, 1,234,567,890, 3.14159265358979",
    "ISBN 978-957-13-0000-0, 訂單 0912345678, 版本 1.2.3.4, v10.0.0.1",
    "客服專線 0800-000-000, 1-800-555-1234, 0800 555 111",
    "編號 99925462 的抽獎券, 型號 B199986637, 訂單編號 TW3873807154",
    "at 12:30:45, std::vector, Face::Add, 127.0.0.1, ::1, 999.1.1.1",
    "in 2023 2024 2025 we had 1000 2000 3000; 054-28-6917; 𠮷野家 user@localhost @handle",
  ])("leaves alone: %s", (text) => {
    expect(findPersonalData(text)).toEqual([]);
  });

  it("counts offsets in code points, over what is wider, and over what nobody sees", () => {
    expect(findPersonalData("𠮷😀0912-345-678")).toEqual([{ kind: "phone", start: 2, end: 14 }]);
    expect(findPersonalData("打09\u200b12-345\u2060-678！")).toEqual([{ kind: "phone", start: 1, end: 15 }]);
    expect(masked("打09\u200b12-345\u2060-678！")).toBe("打[PHONE]！");
  });

  it("gives what overlaps to one kind, and masks only what it is given", () => {
    const text = "0912345678@example.com, 0912345678";
    expect(kindsIn(text)).toEqual(["email", "phone"]);
    expect(maskPersonalData(text, findPersonalData(text).slice(1))).toBe("0912345678@example.com, [PHONE]");
    expect(findPersonalData(masked(text))).toEqual([]);
  });
});

describe("hostile texts", () => {
  const CHARS = 1_000_000;
  const fill = (piece: string) => piece.repeat(Math.ceil(CHARS / piece.length));
  const texts: [string, string, PersonalKind | undefined][] = [
    ["one letter", fill("a"), undefined],
    ["nothing but @", fill("@"), undefined],
    ["addresses that never end", fill("a@a-"), undefined],
    ["a domain that never ends", `x@${fill("a.")}`, undefined],
    ["one digit", fill("1"), undefined],
    ["pairs of digits", fill("09 "), "phone"],
    ["beginnings of numbers", fill("02 0"), "phone"],
    ["dots and digits", fill("1."), undefined],
    ["brackets", `${fill("(")}12345678`, undefined],
    ["hyphens and a number", `${fill("-")} 0912345678`, "phone"],
    ["beginnings of IBANs", fill("GB56 "), undefined],
    ["hexadecimal", fill("ab:1"), undefined],
    ["spaces", `${fill(" ")}1234567`, undefined],
    ["words before numbers", `${fill("王先生請打電話")}12345678`, "phone"],
    ["e-mail addresses", fill("a@b.co "), "email"],
    ["full-width numbers", fill("０９１２３４５６７８，"), "phone"],
  ];

  it.each(texts)("takes time in proportion: 1 MB of %s", (_name, text, kind) => {
    const quarter = text.slice(-text.length / 4);
    findPersonalData(quarter);
    const [short, long] = [quarter, text].map((one) => {
      const started = performance.now();
      const found = findPersonalData(one);
      return { ms: performance.now() - started, kinds: new Set(found.map((finding) => finding.kind)) };
    });
    expect([...(long?.kinds ?? [])]).toEqual(kind ? [kind] : []);
    // Four times the text; sixteen times the time would be the square of it. The second half is room for a busy machine.
    expect(long?.ms).toBeLessThan((short?.ms ?? 0) * 10 + 1_000);
  });
});

/** Luhn's sum (ISO/IEC 7812-1, annex B). Input: ASCII digits; output: true when the last one is their check digit. */
export function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = digits.length - 1, doubled = false; at >= 0; at -= 1, doubled = !doubled) {
    const digit = digits.charCodeAt(at) - 48;
    sum += doubled ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
  }
  return sum % 10 === 0;
}

// Digits of the length that each issuer's numbers have: [beginning, lengths]. 12 digits and 19 are Maestro's.
const ISSUERS: readonly [RegExp, readonly number[]][] = [
  [/^4/, [13, 16, 19]],
  [/^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, [16]],
  [/^3[47]/, [15]],
  [/^(?:30[0-5]|3095|3[689])/, [14, 16, 19]],
  [/^35(?:2[89]|[3-8])/, [16, 17, 18, 19]],
  [/^(?:2131|1800)/, [15]],
  [/^(?:6011|64[4-9]|65|62)/, [16, 17, 18, 19]],
  [/^(?:50|5[678]|6304|67)/, [12, 13, 14, 15, 16, 17, 18, 19]],
];

/** True for the digits of a payment card: an issuer's beginning and length (ISO/IEC 7812 lists) and Luhn's check digit. */
export function isCardNumber(digits: string): boolean {
  return ISSUERS.some(([begin, lengths]) => lengths.includes(digits.length) && begin.test(digits)) && isLuhn(digits);
}

// Lengths of the IBAN registry (ISO 13616), country and length in one: "AD24" has 24 characters.
const IBAN_LENGTHS = new Map(
  (
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 " +
    "FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 " +
    "MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 " +
    "SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30"
  )
    .split(" ")
    .map((one) => [one.slice(0, 2), Number(one.slice(2))]),
);

/** Characters that an IBAN of the country has; undefined for a country without. Input: two upper-case letters. */
export function ibanLength(country: string): number | undefined {
  return IBAN_LENGTHS.get(country);
}

/** True for an IBAN by its check digits (ISO 7064, MOD 97-10). Input: upper-case letters and digits without spaces. */
export function isIban(compact: string): boolean {
  let rest = 0;
  for (const char of compact.slice(4) + compact.slice(0, 4)) {
    const value = Number.parseInt(char, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return compact.length === IBAN_LENGTHS.get(compact.slice(0, 2)) && rest === 1;
}

// A is 10, B is 11 …; I, O, W and Z came later.
const LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO";

/**
 * True when the check digit of a Taiwanese identity number is right: of nationals (letter, 1 or 2, eight digits) and of foreign
 * residents (letter and 8 or 9 since 2021, letter and A to D before). Input: ten upper-case characters. Source: Ministry of the Interior.
 */
export function isTaiwanId(compact: string): boolean {
  const shape = /^([A-Z])([1289A-D])(\d{8})$/.exec(compact);
  if (!shape) return false;
  const [, area = "", second = "", rest = ""] = shape;
  const areaValue = LETTERS.indexOf(area) + 10;
  // The old resident number's second letter counts by the last digit of its value.
  const secondValue = second > "9" ? (LETTERS.indexOf(second) + 10) % 10 : Number(second);
  const digits = [secondValue, ...rest.slice(0, 7)].map(Number);
  const sum = digits.reduce(
    (total, digit, at) => total + digit * (8 - at),
    Math.floor(areaValue / 10) + (areaValue % 10) * 9,
  );
  return (sum + Number(rest[7])) % 10 === 0;
}

const WEIGHTS = [1, 2, 1, 2, 1, 2, 4, 1];

/**
 * Which check a Taiwanese business number (統一編號) holds: "old" (sum divisible by 10), "new" (by 5, for numbers given out since
 * April 2023; every old one holds it too), undefined for neither. Input: eight ASCII digits. Source: Ministry of Finance, 2023.
 */
export function businessNumberRule(digits: string): "old" | "new" | undefined {
  const products = WEIGHTS.map((weight, at) => weight * Number(digits[at]));
  const sum = products.reduce((total, product) => total + Math.floor(product / 10) + (product % 10), 0);
  // A seventh digit of 7 gives 28, whose digits add up to 10: that may count as 0, which is the same here, or as 1.
  const sums = digits[6] === "7" ? [sum, sum - 9] : [sum];
  if (sums.some((one) => one % 10 === 0)) return "old";
  return sums.some((one) => one % 5 === 0) ? "new" : undefined;
}

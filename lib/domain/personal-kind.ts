/** What the scanner finds, in the order that settles which of two readings of the same characters holds. */
export const personalKinds = [
  "email",
  "iban",
  "national_id",
  "resident_id",
  "ip_address",
  "card",
  "business_number",
  "phone",
] as const;
export type PersonalKind = (typeof personalKinds)[number];

/** Something personal in a text: places in Unicode code points, end exclusive. */
export type PersonalFinding = { kind: PersonalKind; start: number; end: number };

/** What stands in a text in place of the finding; the same in every language and every time. */
export const placeholders: Record<PersonalKind, string> = {
  email: "[EMAIL]",
  iban: "[IBAN]",
  national_id: "[NATIONAL_ID]",
  resident_id: "[RESIDENT_ID]",
  ip_address: "[IP_ADDRESS]",
  card: "[CARD]",
  business_number: "[BUSINESS_NUMBER]",
  phone: "[PHONE]",
};

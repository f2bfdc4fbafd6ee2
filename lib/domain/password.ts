// Long enough by count and still the first that anybody tries.
const COMMON = [
  "password",
  "passwort",
  "qwertyuiop",
  "asdfghjkl",
  "1234567890",
  "0123456789",
  "0987654321",
  "iloveyou",
  "letmein",
  "welcome",
  "administrator",
  "changeme",
  "assay-demo-only",
  "1qaz2wsx3edc",
  "abcdefghij",
];
const FEWEST_DISTINCT_CHARS = 5;

type PasswordFault = "few_characters" | "common" | "personal";

/**
 * Why a password that is long enough is still no password. Input: the password, and what an attacker knows about its owner; output:
 * undefined when nothing speaks against it.
 */
export function passwordFault(password: string, known: readonly string[] = []): PasswordFault | undefined {
  const plain = password.toLowerCase();
  if (new Set(plain).size < FEWEST_DISTINCT_CHARS) return "few_characters";
  // What is left when a common word, digits and marks are taken away must still be something.
  const rest = COMMON.reduce((text, word) => text.replaceAll(word, ""), plain).replace(/[\d\W_]/gu, "");
  if (rest.length < 2 && COMMON.some((word) => plain.includes(word))) return "common";
  const personal = known.map((text) => text.toLowerCase()).filter((text) => text.length >= 3);
  if (personal.some((text) => plain.replaceAll(text, "").length < 4 && plain.includes(text))) return "personal";
  return undefined;
}

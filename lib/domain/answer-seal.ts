import { canonicalBytes } from "#lib/ledger/canonical";
import { joinBytes, portableSha256, type Sha256 } from "#lib/ledger/hash";
import { toHex } from "#lib/ledger/hex";
import { encodeUtf8 } from "#lib/ledger/utf8";
import type { Answer, AnswerValue } from "./answer";

/*
 * An answer goes into the ledger before anybody may see it: a salted commitment for each question. When the item closes, the values and salts
 * of coded questions are opened, so that everybody can see that nobody copied; texts and marks stay closed, and their salts can be destroyed.
 */

/** Salt of one question: SHA-256(salt || question id), so that opening one question tells nothing of another. 32 bytes. */
export function questionSalt(salt: Uint8Array, question: string, hash: Sha256 = portableSha256): Uint8Array {
  return hash(joinBytes(salt, encodeUtf8(question)));
}

/** SHA-256(question salt || canonical JSON of the value), in hex. */
export function commitValue(salt: Uint8Array, value: AnswerValue, hash: Sha256 = portableSha256): string {
  return toHex(hash(joinBytes(salt, canonicalBytes(value))));
}

/** The commitments of a whole answer, in the order of question ids. Source: docs/labelling.md, "Sealed before seen". */
export function commitAnswer(salt: Uint8Array, answer: Answer, hash: Sha256 = portableSha256) {
  return Object.keys(answer)
    .sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)))
    .map((question) => ({
      question,
      hash: commitValue(questionSalt(salt, question, hash), answer[question] as AnswerValue, hash),
    }));
}

import { expect, it } from "vitest";
import type { LogSource } from "#lib/adapters/log-source";
import { formatCheckpoint } from "#lib/ledger/checkpoint";
import { cosign } from "#lib/ledger/cosignature";
import { addSignatures, formatNote, signNote } from "#lib/ledger/note";
import { parsePolicy } from "#lib/ledger/tlog-policy";
import { formatVerifierKey, makeSignerKey } from "#lib/ledger/vkey";
import { nodeEd25519 } from "#lib/services/ed25519";
import { TEST_ORIGIN, testSigner } from "#tests/support/log";
import { openHead } from "../../bin/audit-checkpoint";

const witness = (n: number) =>
  makeSignerKey(`witness-${n}.example.test`, 4, new Uint8Array(32).fill(100 + n), nodeEd25519);
const lines = [1, 2, 3].map((n) => `witness w${n} ${formatVerifierKey(witness(n))}`);
const parsed = parsePolicy([...lines, "group two 2 w1 w2 w3", "quorum two"].join("\n"));

function sourceWith(cosigners: number[], bend = false): LogSource {
  const text = formatCheckpoint({ origin: TEST_ORIGIN, size: 3, root: new Uint8Array(32), extensions: [] });
  const cosignatures = cosigners.map((n) => cosign(text, 1_700_000_000, witness(n), nodeEd25519));
  if (bend) cosignatures[0]?.bytes.set([1, 2, 3], 20);
  const note = formatNote(addSignatures(signNote(text, [testSigner()], nodeEd25519), cosignatures));
  const fetchBytes = async () => new TextEncoder().encode(note);
  return { name: "memory", isLive: false, fetchBytes, fetchJson: async () => undefined };
}

async function stepOf(source: LogSource) {
  if (!parsed.ok) throw new Error(parsed.reason);
  const answer = await openHead(source, { keys: [testSigner()], policy: parsed.policy });
  expect(answer.head).toMatchObject({ size: 3 });
  return answer.steps.at(-1);
}

it("the quorum of the policy's witnesses is counted, by their own valid signatures", async () => {
  expect(await stepOf(sourceWith([1, 3]))).toMatchObject({ name: "cosignatures", ok: true });
  expect(await stepOf(sourceWith([1, 2, 3]))).toMatchObject({ ok: true, text: expect.stringContaining("3 of 3") });
});

it("too few, strangers and false signatures are no quorum, and the line says who did sign", async () => {
  expect(await stepOf(sourceWith([]))).toMatchObject({ ok: false, text: expect.stringContaining("(none)") });
  expect(await stepOf(sourceWith([2, 9]))).toMatchObject({ ok: false, text: expect.stringContaining("1 of 3") });
  expect(await stepOf(sourceWith([1, 2], true))).toMatchObject({
    ok: false,
    text: expect.stringContaining("(witness-2.example.test): the quorum is not reached"),
  });
});

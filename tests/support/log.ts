import type { SignedState } from "#lib/domain/log-state";
import type { Policy } from "#lib/ledger/tlog-policy";
import { makeSignerKey, type SignerKey } from "#lib/ledger/vkey";
import type { Ctx } from "#lib/services/context";
import type { PublishDeps } from "#lib/services/log-publish";
import { appendEntries } from "#lib/services/outbox";

export const TEST_ORIGIN = "log.example.test/assay";

/** A signing key of the tests; another number is another key of the same log. */
export function testSigner(number = 1, origin = TEST_ORIGIN): SignerKey {
  return makeSignerKey(origin, 1, new Uint8Array(32).fill(number));
}

export type TestLog = PublishDeps & { held: { state: SignedState | undefined } };

/** Signing and publishing without witnesses, with the state file in memory. */
export function testLog(changes: Partial<PublishDeps> & { policy?: Policy } = {}): TestLog {
  const held: TestLog["held"] = { state: undefined };
  return {
    signers: [testSigner()],
    state: {
      read: async () => held.state,
      write: async ({ size, root }) => {
        held.state = { size, root };
      },
    },
    policy: undefined,
    addCheckpoint: () => Promise.reject(new Error("this test has no witnesses")),
    flush: async () => {},
    ...changes,
    held,
  };
}

/** Entries that say something true of a person, without the services that would make them. */
export async function addTestEntries(tx: Ctx, userId: string, count: number): Promise<string[]> {
  const bodies = Array.from({ length: count }, () => ({
    v: 1 as const,
    id: tx.newId(),
    at: tx.now().toISOString(),
    kind: "role.granted" as const,
    actor: null,
    user: userId,
    role: "reviewer" as const,
    project: null,
  }));
  await appendEntries(tx, bodies);
  return bodies.map(({ id }) => id);
}

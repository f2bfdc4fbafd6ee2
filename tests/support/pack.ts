import { createHash } from "node:crypto";
import { packEnd, packHeader, packPadding } from "#lib/domain/pack";

export type PackMember = { name: string; bytes: Buffer; sha256?: string };

/** A pack as a sender makes it; a member may claim another hash than its own. */
export function makePack(members: readonly PackMember[]): Buffer {
  const parts = members.flatMap(({ name, bytes, sha256 = createHash("sha256").update(bytes).digest("hex") }) => [
    packHeader({ name, sizeBytes: bytes.byteLength, sha256 }),
    bytes,
    packPadding(bytes.byteLength),
  ]);
  return Buffer.concat([...parts, packEnd()]);
}

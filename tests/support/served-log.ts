import { formatVerifierKey, type SignerKey } from "#lib/ledger/vkey";
import { type LogWriter, logWriter } from "./audit-log";
import { testSigner } from "./log";

/** A small log as a server would show it, by path below /log; its entries are no entries of Assay, only bytes. */
export type ServedLog = { files: Map<string, Uint8Array>; grow(count: number, ...signers: SignerKey[]): ServedLog };

/** `history` names what is written: logs of one history agree, others contradict each other. */
export function servedLog(history = "a"): ServedLog {
  const files = new Map<string, Uint8Array>();
  const writer: LogWriter = logWriter((path, bytes) => files.set(path, bytes));
  let size = 0;
  const log: ServedLog = {
    files,
    grow(count, ...signers) {
      for (let left = count; left > 0; left -= 1) writer.add(encode(`${history} ${size++}`));
      writer.publish(...signers);
      const keys = signers.length > 0 ? signers : [testSigner()];
      files.set("vkey", encode(`${keys.map((key) => formatVerifierKey(key)).join("\n")}\n`));
      return log;
    },
  };
  return log;
}

const encode = (text: string) => new TextEncoder().encode(text);

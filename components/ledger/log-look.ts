import { z } from "zod";
import { alarmReasons, type LogMemory, type WatchAnswer, watchLog } from "#lib/domain/log-watch";
import { fetchLogBytes } from "./log-fetch";
import { keepMemoryText, readMemoryText } from "./log-memory";

const LOCK = "assay.log";
const PAUSE_MS = 3_000;

const keptSchema = z.strictObject({
  note: z.string(),
  vkeys: z.array(z.string()),
  seenAt: z.iso.datetime(),
  alarm: z
    .strictObject({
      reason: z.enum(alarmReasons),
      note: z.string(),
      vkeys: z.array(z.string()),
      at: z.iso.datetime(),
    })
    .optional(),
});

/** Reads what is stored; undefined for nothing, and for what another version or a person wrote there. */
export function parseMemory(text: string | null): LogMemory | undefined {
  if (text === null) return undefined;
  try {
    return keptSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Compares the log with what this browser saw last, and keeps what it learnt; one tab at a time. */
export function lookAtLog(): Promise<WatchAnswer> {
  return alone(async () => {
    const memory = parseMemory(readMemoryText());
    const pause = () => new Promise<void>((done) => setTimeout(done, PAUSE_MS));
    const answer = await watchLog({ fetchBytes: fetchLogBytes, memory, now: new Date(), pause });
    if (answer.state !== "unknown") keep(answer.memory);
    return answer;
  });
}

/** The person has saved what was wrong and goes on from what the log shows now. */
export function acceptAlarm(): Promise<void> {
  return alone(async () => {
    const memory = parseMemory(readMemoryText());
    if (!memory?.alarm) return;
    const { note, vkeys, at } = memory.alarm;
    keep({ note, vkeys, seenAt: at });
  });
}

// Locks are missing on plain http; there two tabs may both look, and the later answer stays: each was proven by itself.
function alone<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks ? navigator.locks.request(LOCK, work) : work();
}

const keep = (memory: LogMemory) => keepMemoryText(JSON.stringify(memory));

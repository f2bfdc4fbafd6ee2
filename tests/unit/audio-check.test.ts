import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type CheckedAudio, checkAudio } from "#lib/adapters/audio-check";
import { childMediaChecker } from "#lib/adapters/media-worker";
import { AppError } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";

const vectors = join(import.meta.dirname, "../vectors/audio");
const shared = join(import.meta.dirname, "../../../shared/data/nasty/audio");
const work = mkdtempSync(join(tmpdir(), "assay-audio-"));
afterAll(() => rmSync(work, { recursive: true }));

const checker = childMediaChecker();
async function inChild(source: string, target: string, claimedSha256: string | null): Promise<CheckedAudio> {
  const checked = await checker({ kind: "audio", source, target, claimedSha256 });
  if (checked.kind !== "audio") throw new Error("checked as something else");
  return checked;
}

type Outcome = CheckedAudio | { reason: string; details: Record<string, unknown> };

async function outcomeOf(path: string, check = checkAudio): Promise<Outcome> {
  try {
    return await check(path, join(work, `${Math.random()}`), null);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { reason: error.reason, details: error.details };
  }
}

function accepted(outcome: Outcome): CheckedAudio {
  if (!("files" in outcome)) throw new Error(`refused: ${JSON.stringify(outcome)}`);
  return outcome;
}

const of = (name: string) => join(vectors, name);
const made = (name: string, bytes: Buffer) => {
  writeFileSync(join(work, name), bytes);
  return join(work, name);
};

const speech = { sampleRate: 16_000, channels: 1 };
const expected: Record<string, string | Partial<CheckedAudio>> = {
  "alac.m4a": "media.codec_refused",
  "bomb_40_minutes.flac": "media.too_long",
  "broken.flac": "media.unreadable",
  "cut.flac": "media.too_short",
  "deep.wav": { ...speech, format: "wav", durationMs: 1_200 },
  "film.mp4": "media.no_audio",
  "header_only.wav": "media.too_short",
  "length_lies.wav": "media.truncated",
  "long.ogg": { format: "ogg", sampleRate: 48_000, channels: 1 },
  "markup.mp3": "media.active_content",
  "picture.wav": "media.no_audio",
  "recorded.webm": { format: "ogg", sampleRate: 48_000, channels: 1 },
  "six_channels.wav": "media.channels",
  "tagged.flac": { ...speech, format: "flac", durationMs: 1_200 },
  "tagged.m4a": { ...speech, format: "m4a" },
  "tagged.mp3": { ...speech, format: "mp3" },
  "tagged.opus": { format: "ogg", sampleRate: 48_000, channels: 1 },
  "tagged.wav": { ...speech, format: "wav", durationMs: 1_200 },
  "telephone_4000.wav": "media.sample_rate",
  "text_named.mp3": "media.no_audio",
  "truncated.wav": "media.truncated",
  "vorbis.ogg": { ...speech, format: "ogg", durationMs: 1_200 },
};
const rows = Object.keys(expected);
const taken = rows.filter((name) => typeof expected[name] === "object");

test("every recording of the test data has a row, and every row of the nasty files too", () => {
  const files = readdirSync(vectors).filter((name) => name !== "README.md");
  expect(files.sort()).toEqual([...rows].sort());
  if (existsSync(shared)) expect(rows).toEqual(expect.arrayContaining(readdirSync(shared)));
});

describe.each([
  ["in this process", checkAudio],
  ["in the child process", inChild],
] as const)("%s", (_, check) => {
  test.each(rows)("%s comes to what its row expects", async (name) => {
    const before = process.memoryUsage().rss;
    const outcome = await outcomeOf(of(name), check);
    const wanted = expected[name];
    if (typeof wanted === "string") expect(outcome).toMatchObject({ reason: wanted });
    else {
      expect(outcome).toMatchObject(wanted as object);
      const { files, sha256, originalSha256, peaks } = accepted(outcome);
      const bytes = readFileSync(files.file);
      expect(createHash("sha256").update(bytes).digest("hex")).toBe(sha256);
      expect(
        createHash("sha256")
          .update(readFileSync(of(name)))
          .digest("hex"),
      ).toBe(originalSha256);
      expect(peaks.length).toBeLessThanOrEqual(limits.audioPeaks);
      expect(Math.max(...peaks)).toBeGreaterThan(20);
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(512 * 1_048_576);
  });
});

test.each(taken)("of %s nothing is published that names people or places, and no picture", async (name) => {
  const secret = /Secret|JaneDoe|25\.03|121\.5|ID3|TAG|APIC|JFIF|udta|loci|\u00a9xyz|covr|LIST|METADATA_BLOCK/;
  if (name !== "deep.wav" && name !== "long.ogg") expect(readFileSync(of(name)).toString("latin1")).toMatch(secret);
  const bytes = readFileSync(accepted(await outcomeOf(of(name))).files.file);
  expect(bytes.toString("latin1")).not.toMatch(secret);
});

test.each(taken)(
  "what is published of %s is the same each time, and checking it comes to the very same file",
  async (name) => {
    const first = accepted(await outcomeOf(of(name)));
    const again = accepted(await outcomeOf(of(name)));
    expect(again.sha256).toBe(first.sha256);
    const second = accepted(await outcomeOf(first.files.file));
    expect(second).toMatchObject({ sha256: first.sha256, durationMs: first.durationMs });
    expect(second.peaks).toEqual(first.peaks);
  },
);

test("what is read of a WAV and of its FLAC is the same sound", async () => {
  const [wav, flac] = [accepted(await outcomeOf(of("tagged.wav"))), accepted(await outcomeOf(of("tagged.flac")))];
  expect(flac.peaks).toEqual(wav.peaks);
});

test("a file that is not what its sender computed, is empty, or is cut anywhere is refused or read to its end", async () => {
  await expect(checkAudio(of("tagged.wav"), join(work, "x"), "0".repeat(64))).rejects.toMatchObject({
    reason: "media.hash_mismatch",
  });
  expect(await outcomeOf(made("empty.wav", Buffer.alloc(0)))).toMatchObject({ reason: "media.empty" });
  for (const name of taken) {
    const whole = readFileSync(of(name));
    for (const share of [0.02, 0.3, 0.7, 0.99]) {
      const outcome = await outcomeOf(made(`cut-${name}`, whole.subarray(0, Math.floor(whole.length * share))));
      if ("reason" in outcome) expect(outcome.reason).toMatch(/^media\./);
      else expect(outcome.durationMs).toBeLessThanOrEqual(20_100);
    }
  }
});

test("a file that is changed at any place is refused or read, and the next one is checked as ever", async () => {
  for (const name of taken) {
    for (const seed of [1, 2, 3]) {
      const bytes = Buffer.from(readFileSync(of(name)));
      for (let at = seed * 7; at < bytes.length; at += 101 + seed) bytes[at] = (bytes[at] ?? 0) ^ (seed * 37);
      const outcome = await outcomeOf(made(`changed-${name}`, bytes), inChild);
      if ("reason" in outcome) expect(outcome.reason).toMatch(/^media\./);
    }
  }
  expect(await outcomeOf(of("tagged.mp3"), inChild)).toMatchObject({ format: "mp3" });
});

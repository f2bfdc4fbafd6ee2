import { open, stat } from "node:fs/promises";
import * as bunny from "mediabunny";
import { AppError } from "#lib/domain/error";
import { limits } from "#lib/domain/limits";
import type { AudioFormat } from "#lib/domain/media";
import { openDecoder } from "./audio-codec";
import { makePeaks } from "./audio-peaks";
import { makeAudioPrint } from "./audio-print";
import { hashSource, readable, sniffFile } from "./file-check";
import { hashFile } from "./hash-file";

/** What a recording turned out to be, and where what is published of it was written. */
export type CheckedAudio = {
  kind: "audio";
  /** Hex; of the bytes as they came. */
  originalSha256: string;
  /** Hex; of the published file. */
  sha256: string;
  format: AudioFormat;
  durationMs: number;
  sampleRate: number;
  channels: number;
  peaks: Uint8Array;
  /** What it sounds like; null when it is too short or silent. */
  print: Uint8Array | null;
  sizeBytes: number;
  files: { file: string };
};

// What it would print of strange files is nobody's to read.
bunny.Logging.level = bunny.LogLevel.Silent;

// What the first bytes may say; which codec is inside, the container tells.
const CONTAINERS = new Set(["wav", "flac", "mp3", "ogg", "oga", "opus", "m4a", "mp4", "webm"]);
const containers = [bunny.WAVE, bunny.FLAC, bunny.MP3, bunny.OGG, bunny.MP4, bunny.WEBM];

type Published = { format: AudioFormat; make: () => bunny.OutputFormat };
const published: Record<string, Published> = {
  flac: { format: "flac", make: () => new bunny.FlacOutputFormat() },
  mp3: { format: "mp3", make: () => new bunny.Mp3OutputFormat() },
  opus: { format: "ogg", make: () => new bunny.OggOutputFormat() },
  vorbis: { format: "ogg", make: () => new bunny.OggOutputFormat() },
  aac: { format: "m4a", make: () => new bunny.Mp4OutputFormat({ fastStart: "in-memory" }) },
};
const wave: Published = { format: "wav", make: () => new bunny.WavOutputFormat() };

/**
 * Tests an uploaded recording step by step, cheapest first, and writes what is published of it to `target` plus ".file": the packets of its
 * sound, unchanged, in a new container that holds nothing else (no names, places, pictures, comments). Each packet was decoded to the end
 * before. Throws media.* errors.
 */
export async function checkAudio(source: string, target: string, claimedSha256: string | null): Promise<CheckedAudio> {
  const originalSha256 = await hashSource(source, claimedSha256);
  const found = await sniffFile(source);
  if (!found || !CONTAINERS.has(found.ext)) throw noAudio(found?.ext);
  if (found.ext === "wav") await assertWhole(source);
  const input = new bunny.Input({ formats: containers, source: new bunny.FilePathSource(source) });
  const file = `${target}.file`;
  try {
    const track = await readable(onlyTrack(input));
    const { sampleRate, numberOfChannels: channels } = track;
    assertShape(sampleRate, channels);
    const { format, ...heard } = await readable(carryOver(track, file));
    const sizeBytes = (await stat(file)).size;
    const sha256 = await hashFile(file);
    return {
      kind: "audio",
      originalSha256,
      sha256,
      format,
      ...heard,
      sampleRate,
      channels,
      sizeBytes,
      files: { file },
    };
  } finally {
    input.dispose();
  }
}

function noAudio(found = "unknown"): AppError {
  return new AppError("media.no_audio", { details: { found: found === "unknown" ? found : found.toUpperCase() } });
}

async function onlyTrack(input: bunny.Input): Promise<bunny.InputAudioTrack> {
  const [track] = await input.getAudioTracks();
  if (!track || (await input.getVideoTracks()).length > 0) throw noAudio(track ? "video" : undefined);
  return track;
}

function assertShape(sampleRate: number, channels: number): void {
  const { audioMinHertz: min, audioMaxHertz: max, audioChannels } = limits;
  if (!(sampleRate >= min && sampleRate <= max)) {
    throw new AppError("media.sample_rate", { details: { found: sampleRate, min, max } });
  }
  if (channels > audioChannels)
    throw new AppError("media.channels", { details: { count: channels, max: audioChannels } });
}

/** Decodes every packet and writes it, as it is, into a container of its own. */
async function carryOver(track: bunny.InputAudioTrack, path: string) {
  const { codec, sampleRate, numberOfChannels: channels } = track;
  const config = await track.getDecoderConfig();
  const setup = config?.description ? bytesOf(config.description) : new Uint8Array();
  const decoder = codec && config && (await openDecoder({ codec, sampleRate, channels, setup }));
  if (!decoder) throw new AppError("media.codec_refused", { details: { found: codec ?? "unknown" } });
  const { format, make } = published[codec] ?? wave;
  const peaks = makePeaks();
  const print = makeAudioPrint();
  let seconds = 0;
  await sameEachTime(async () => {
    const output = new bunny.Output({ format: make(), target: new bunny.FilePathTarget(path) });
    const packets = new bunny.EncodedAudioPacketSource(codec);
    output.addAudioTrack(packets);
    await output.start();
    try {
      for await (const packet of new bunny.EncodedPacketSink(track).packets()) {
        const samples = decoder.decode(packet.data);
        peaks.add(samples.interleaved, samples.channels);
        print.add(samples.interleaved, samples.channels, samples.sampleRate);
        seconds += samples.interleaved.length / samples.channels / samples.sampleRate;
        // As it is decoded: what a header says of its length proves nothing.
        if (seconds * 1_000 > limits.audioMaxMs) throw tooLong();
        await packets.add(packet, { decoderConfig: config });
      }
      if (seconds * 1_000 < limits.audioMinMs) throw tooShort(seconds);
      await output.finalize();
    } catch (error) {
      if (output.state !== "finalized") await output.cancel();
      throw error;
    } finally {
      decoder.close();
    }
  });
  return { format, durationMs: Math.round(seconds * 1_000), peaks: peaks.finish(), print: print.finish() };
}

function tooShort(seconds: number): AppError {
  return new AppError("media.too_short", { details: { found: Math.round(seconds * 1_000), min: limits.audioMinMs } });
}

function tooLong(): AppError {
  return new AppError("media.too_long", { details: { max: limits.audioMaxMs / 60_000 } });
}

function bytesOf(source: AllowSharedBufferSource): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
}

/**
 * Containers hold the moment they were made and, in Ogg, a random number. With both standing still the same recording always comes to the
 * same bytes. Nothing else runs meanwhile: this is a process of its own.
 */
async function sameEachTime(work: () => Promise<void>): Promise<void> {
  const { now } = Date;
  const { random } = Math;
  Date.now = () => 0;
  Math.random = () => 0;
  try {
    await work();
  } finally {
    Date.now = now;
    Math.random = random;
  }
}

/** Throws for a WAV file whose samples end before its header says they do. */
async function assertWhole(path: string): Promise<void> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const head = Buffer.alloc(8);
    for (let at = 12; at + 8 <= size; ) {
      await file.read(head, 0, 8, at);
      const bytes = head.readUInt32LE(4);
      if (head.toString("latin1", 0, 4) === "data") {
        const missing = at + 8 + bytes - size;
        if (missing > 0) throw new AppError("media.truncated", { details: { found: size, max: at + 8 + bytes } });
        return;
      }
      at += 8 + bytes + (bytes % 2);
    }
  } finally {
    await file.close();
  }
}

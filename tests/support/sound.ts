import * as bunny from "mediabunny";
import { createMp3Encoder, createOggEncoder } from "wasm-media-encoders";
import { openDecoder } from "#lib/adapters/audio-codec";
import { makeRandom } from "./random";

export const SOUND_HERTZ = 16_000;
const VOICES = 5;
const STEP_SECONDS = 0.12;

/** Something like speech: a voice with overtones whose pitch, loudness and vowels change every moment, in an order of the seed's own. */
export function makeSound(seed: number, seconds: number): Float32Array {
  const random = makeRandom(seed);
  const steps = Array.from({ length: Math.ceil(seconds / STEP_SECONDS) + 1 }, () => ({
    pitch: 110 + 60 * random(),
    loud: random() < 0.2 ? 0.02 : 0.2 + 0.6 * random(),
    vowels: Array.from({ length: VOICES }, () => 250 + 2_800 * random()),
  }));
  let phase = 0;
  return Float32Array.from({ length: Math.round(seconds * SOUND_HERTZ) }, (_, at) => {
    const step = steps[Math.floor(at / SOUND_HERTZ / STEP_SECONDS)];
    if (!step) return 0;
    phase += (2 * Math.PI * step.pitch) / SOUND_HERTZ;
    let sum = 0;
    for (let overtone = 1; overtone <= 24; overtone += 1) {
      const near = step.vowels.reduce(
        (most, hertz) => Math.max(most, 1 / (1 + ((overtone * step.pitch - hertz) / 150) ** 2)),
        0,
      );
      sum += near * Math.sin(phase * overtone);
    }
    return Math.tanh(sum * step.loud * 0.4) * 0.7 + (random() - 0.5) * 0.002;
  });
}

/** Sixteen bits, one channel. */
export function toWave(samples: Float32Array, hertz = SOUND_HERTZ): Buffer {
  const bytes = Buffer.alloc(44 + samples.length * 2);
  bytes.write("RIFF", 0, "latin1");
  bytes.writeUInt32LE(36 + samples.length * 2, 4);
  bytes.write("WAVEfmt ", 8, "latin1");
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(hertz, 24);
  bytes.writeUInt32LE(hertz * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write("data", 36, "latin1");
  bytes.writeUInt32LE(samples.length * 2, 40);
  for (const [at, sample] of samples.entries())
    bytes.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), 44 + at * 2);
  return bytes;
}

export async function toMp3(samples: Float32Array, bitrate: 32 | 64 = 64, hertz = SOUND_HERTZ): Promise<Buffer> {
  const encoder = await createMp3Encoder();
  encoder.configure({ channels: 1, sampleRate: hertz, bitrate });
  return encodeAll(encoder, samples);
}

export async function toOgg(samples: Float32Array, vbrQuality = 3, hertz = SOUND_HERTZ): Promise<Buffer> {
  const encoder = await createOggEncoder();
  encoder.configure({ channels: 1, sampleRate: hertz, vbrQuality });
  return encodeAll(encoder, samples);
}

type Encoder = { encode(samples: Float32Array[]): Uint8Array; finalize(): Uint8Array };

// Each part lies in the encoder's own memory, which the next call overwrites.
function encodeAll(encoder: Encoder, samples: Float32Array): Buffer {
  const parts = [Buffer.from(encoder.encode([samples]))];
  return Buffer.concat([...parts, Buffer.from(encoder.finalize())]);
}

/** Samples of a file that the project can read, one channel, as many a second as all of this works with. */
export async function readWave(file: Buffer): Promise<Float32Array> {
  const input = new bunny.Input({ formats: bunny.ALL_FORMATS, source: new bunny.BufferSource(new Uint8Array(file)) });
  const track = await input.getPrimaryAudioTrack();
  const config = await track?.getDecoderConfig();
  const description = config?.description;
  const setup = ArrayBuffer.isView(description)
    ? new Uint8Array(description.buffer, description.byteOffset, description.byteLength)
    : new Uint8Array();
  const decoder =
    track?.codec && (await openDecoder({ codec: track.codec, sampleRate: track.sampleRate, channels: 1, setup }));
  if (!track || !decoder) throw new Error("the recording cannot be read");
  const parts: Float32Array[] = [];
  for await (const packet of new bunny.EncodedPacketSink(track).packets())
    parts.push(decoder.decode(packet.data).interleaved.slice());
  decoder.close();
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let filled = 0;
  for (const part of parts) {
    all.set(part, filled);
    filled += part.length;
  }
  const step = track.sampleRate / SOUND_HERTZ;
  return Float32Array.from({ length: Math.floor(all.length / step) }, (_, at) => {
    const before = Math.floor(at * step);
    const share = at * step - before;
    return (all[before] ?? 0) * (1 - share) + (all[before + 1] ?? 0) * share;
  });
}

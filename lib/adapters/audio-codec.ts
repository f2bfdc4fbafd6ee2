import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { OpusDecoder } from "opus-decoder";

/** Samples of all channels, one frame after the other, between -1 and 1. */
export type Samples = { interleaved: Float32Array; channels: number; sampleRate: number };

/** Decodes one stream, packet by packet. Throws for a packet that is none. */
export type PacketDecoder = { decode(packet: Uint8Array): Samples; close(): void };

/** What a container says of a stream. `setup`: the codec's own bytes, as WebCodecs hands them over. */
export type Stream = { codec: string; sampleRate: number; channels: number; setup: Uint8Array };

/** Undefined for codecs that are not collected. */
export async function openDecoder(stream: Stream): Promise<PacketDecoder | undefined> {
  const { codec, sampleRate, channels, setup } = stream;
  const pcm = pcmReaders[codec];
  if (pcm)
    return { decode: (packet) => ({ interleaved: readPcm(packet, pcm), channels, sampleRate }), close: () => {} };
  if (codec === "opus") return openOpus(channels);
  if (codec === "aac") return openWasm(0, stream, setup);
  if (codec === "mp3") return openWasm(1, stream, new Uint8Array());
  // "fLaC" and the header of its first block come before what a decoder wants.
  if (codec === "flac") return openWasm(2, stream, setup.subarray(8));
  if (codec === "vorbis") return openWasm(3, stream, vorbisSetup(setup));
  return undefined;
}

type PcmReader = { bytes: number; read: (view: DataView, at: number) => number };
const pcmReaders: Record<string, PcmReader> = {
  "pcm-u8": { bytes: 1, read: (view, at) => (view.getUint8(at) - 128) / 128 },
  "pcm-s16": { bytes: 2, read: (view, at) => view.getInt16(at, true) / 32_768 },
  "pcm-s24": { bytes: 3, read: (view, at) => (view.getInt16(at + 1, true) * 256 + view.getUint8(at)) / 8_388_608 },
  "pcm-s32": { bytes: 4, read: (view, at) => view.getInt32(at, true) / 2_147_483_648 },
  "pcm-f32": { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
};

function readPcm(packet: Uint8Array, { bytes, read }: PcmReader): Float32Array {
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  const samples = new Float32Array(Math.floor(packet.byteLength / bytes));
  for (let at = 0; at < samples.length; at += 1) samples[at] = read(view, at * bytes);
  return samples;
}

async function openOpus(channels: number): Promise<PacketDecoder> {
  const decoder = new OpusDecoder({ channels });
  await decoder.ready;
  return {
    decode: (packet) => {
      const { channelData, samplesDecoded, errors } = decoder.decodeFrame(packet);
      if (errors.length > 0) throw new Error(errors[0]?.message);
      const interleaved = new Float32Array(samplesDecoded * channels);
      for (const [channel, data] of channelData.entries()) {
        for (let at = 0; at < samplesDecoded; at += 1) interleaved[at * channels + channel] = data[at] ?? 0;
      }
      return { interleaved, channels, sampleRate: 48_000 };
    },
    close: () => decoder.free(),
  };
}

/** Identification and setup header, without the comments between them (Xiph lacing: a count, two lengths, three headers). */
function vorbisSetup(laced: Uint8Array): Uint8Array {
  let at = 1;
  const [first, second] = [readLength(), readLength()];
  function readLength(): number {
    let length = 0;
    for (;;) {
      const value = laced[at] ?? 0;
      at += 1;
      length += value;
      if (value < 255) return length;
    }
  }
  return Buffer.concat([laced.subarray(at, at + first), laced.subarray(at + first + second)]);
}

type Codecs = {
  memory: WebAssembly.Memory;
  input(bytes: number): number;
  begin(codec: number, rate: number, channels: number): number;
  decode(): number;
  output(): number;
  channels(): number;
  rate(): number;
};

let compiled: Promise<WebAssembly.Module> | undefined;

// A module of its own for each file: what one file did to it, the next never meets.
async function openWasm(codec: number, { sampleRate, channels }: Stream, setup: Uint8Array): Promise<PacketDecoder> {
  compiled ??= readFile(join(/* turbopackIgnore: true */ process.cwd(), "codecs/codecs.wasm")).then((bytes) =>
    WebAssembly.compile(bytes),
  );
  const { exports } = await WebAssembly.instantiate(await compiled);
  const codecs = exports as unknown as Codecs;
  const put = (bytes: Uint8Array) => {
    const place = codecs.input(bytes.byteLength);
    new Uint8Array(codecs.memory.buffer).set(bytes, place);
  };
  put(setup);
  if (codecs.begin(codec, sampleRate, channels) !== 1) throw new Error("the decoder takes no such stream");
  return {
    decode: (packet) => {
      put(packet);
      const frames = codecs.decode();
      if (frames < 0) throw new Error("a packet is broken");
      const found = codecs.channels();
      const interleaved = new Float32Array(codecs.memory.buffer, codecs.output(), frames * found);
      // What it turned out to be: of AAC in two layers only the first is decoded, at half the rate.
      return { interleaved, channels: found, sampleRate: codecs.rate() };
    },
    close: () => {},
  };
}

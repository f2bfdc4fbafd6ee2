import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { media } from "#db/schema/media";
import { nearMedia } from "#db/schema/near";
import { childMediaChecker } from "#lib/adapters/media-worker";
import type { MediaKind } from "#lib/domain/media";
import { mediaLikeness } from "#lib/domain/near-media";
import type { Ctx } from "#lib/services/context";
import { hex, sha256 } from "#lib/services/hash";
import { findMediaNeighbours } from "#lib/services/near-media";
import { makeProject } from "#tests/support/ctx";
import { copies } from "#tests/support/photo";
import { readWave, SOUND_HERTZ, toMp3, toOgg, toWave } from "#tests/support/sound";
import { type Figure, percentile, timed } from "./report";
import { sharedPath } from "./shared-data";

const DEFAULT = 60;
const THRESHOLDS = [50, DEFAULT, 70, 80];
const LOOKUPS = 200;
const AT_ONCE = 100_000;

type Variant = { of: string; kind: string; print: Uint8Array };

/** `npm run bench -- near`: real pictures and recordings, and what others may make of them, held against each other. */
export async function measureNearMedia(kind: MediaKind): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), "assay-near-media-"));
  const check = childMediaChecker();
  const printOf = async (bytes: Uint8Array): Promise<Uint8Array[]> => {
    await writeFile(join(folder, "in"), bytes);
    const { print } = await check({
      kind,
      source: join(folder, "in"),
      target: join(folder, "out"),
      claimedSha256: null,
    });
    return print ? [print] : [];
  };
  const originals: Variant[] = [];
  const variants: Variant[] = [];
  for (const [of, bytes] of await (kind === "image" ? readPictures() : readRecordings())) {
    for (const print of await printOf(bytes)) originals.push({ of, kind: "original", print });
    for (const [name, copy] of Object.entries(kind === "image" ? copies : soundCopies)) {
      for (const print of await printOf(await copy(bytes))) variants.push({ of, kind: name, print });
    }
  }
  await rm(folder, { recursive: true });
  return judge(kind, originals, variants);
}

/** Each copy against all originals, and the originals against each other: what is found of another one is wrong. */
function judge(kind: MediaKind, originals: readonly Variant[], variants: readonly Variant[]): Figure[] {
  const pairs = [...variants, ...originals].flatMap((one) =>
    originals
      .filter((other) => one !== other)
      .map((other) => ({ one, isSame: one.of === other.of, percent: mediaLikeness(kind, one.print, other.print) })),
  );
  const different = pairs.filter(({ isSame }) => !isSame);
  const kinds = [...new Set(variants.map((variant) => variant.kind))];
  return [
    ...THRESHOLDS.flatMap((threshold): Figure[] => {
      const found = pairs.filter(({ percent }) => percent >= threshold);
      const right = found.filter(({ isSame }) => isSame);
      const at = `alike from ${threshold} %${threshold === DEFAULT ? " (default)" : ""}`;
      return [
        { name: `${at}: precision of ${found.length} found`, value: right.length / found.length, unit: "of 1" },
        { name: `${at}: recall of ${variants.length} copies`, value: right.length / variants.length, unit: "of 1" },
      ];
    }),
    ...kinds.map((name): Figure => {
      const of = pairs.filter(({ one, isSame }) => isSame && one.kind === name);
      const value = of.filter(({ percent }) => percent >= DEFAULT).length / of.length;
      return { name: `recall at ${DEFAULT} %: ${name}`, value, unit: "of 1" };
    }),
    {
      name: `most alike of ${different.length} pairs that are not copies`,
      value: different.reduce((most, { percent }) => Math.max(most, percent), 0),
      unit: "%",
    },
  ];
}

async function readPictures(): Promise<[string, Buffer][]> {
  const names = (await readdir(sharedPath("images"))).filter((name) => !name.endsWith(".csv"));
  return Promise.all(names.map(async (name) => [name, await readFile(join(sharedPath("images"), name))] as const)).then(
    (files) => files.map(([name, bytes]) => [name, bytes]),
  );
}

const PIECE_SECONDS = 3;

/** Recordings of sentences by one speaker, whole and in pieces: each piece is another utterance. */
async function readRecordings(): Promise<[string, Buffer][]> {
  const names = (await readdir(sharedPath("audio"))).filter((name) => !name.endsWith(".csv"));
  const files: [string, Buffer][] = [];
  for (const name of names) {
    const whole = await readWave(await readFile(join(sharedPath("audio"), name)));
    files.push([name, toWave(whole)]);
    for (let at = 0; at + PIECE_SECONDS * SOUND_HERTZ <= whole.length; at += PIECE_SECONDS * SOUND_HERTZ) {
      const piece = whole.subarray(at, at + PIECE_SECONDS * SOUND_HERTZ);
      files.push([`${name} ${at}`, toWave(piece)]);
    }
  }
  return files;
}

const SILENCE = SOUND_HERTZ / 2;
const soundCopies: Record<string, (wave: Buffer) => Promise<Buffer>> = {
  "MP3 at 64 kbit/s": async (wave) => toMp3(await readWave(wave)),
  "MP3 at 32 kbit/s": async (wave) => toMp3(await readWave(wave), 32),
  "Ogg Vorbis, quality 3": async (wave) => toOgg(await readWave(wave)),
  "Ogg Vorbis, quality 0": async (wave) => toOgg(await readWave(wave), 0),
  "half as loud": async (wave) => toWave((await readWave(wave)).map((one) => one / 2)),
  "twice as loud, clipped": async (wave) => toWave((await readWave(wave)).map((one) => one * 2)),
  "half a second of silence around it": async (wave) => {
    const sound = await readWave(wave);
    const longer = new Float32Array(sound.length + 2 * SILENCE);
    longer.set(sound, SILENCE);
    return toWave(longer);
  },
};

/** How long one look takes among so many files of one project, whose bits are chance. */
export async function measureNearLooks(ctx: Ctx, files: number): Promise<Figure[]> {
  const project = await makeProject(ctx, { modality: "image" });
  const prints = Array.from({ length: LOOKUPS }, (_, at) => new Uint8Array(sha256(`print ${at}`)));
  const names = prints.map((print) => sha256(print));
  await ctx.db.insert(media).values(
    prints.map((print, at) => ({
      ...{ sha256: names[at] ?? print, kind: "image" as const, format: "png" as const, width: 10, height: 10, print },
      ...{ sizeBytes: 10, touchedAt: ctx.now() },
    })),
  );
  for (let from = 0; from < files; from += AT_ONCE)
    await ctx.db.execute(sql`
    insert into ${nearMedia} (project_id, key, contribution_id, bits)
    select ${project.id}::uuid, (band << 16) | ((f.bits >> (16 * band)) & 65535)::int4, f.id, f.bits
    from (select gen_random_uuid() as id, ('x' || substr(md5(n::text), 1, 16))::bit(64)::int8 as bits
      from generate_series(${from + 1}::int, ${Math.min(files, from + AT_ONCE)}::int) n) f, generate_series(0, 3) band`);
  await ctx.db.execute(sql`analyze ${nearMedia}`);
  const look = (rows: readonly Uint8Array[]) =>
    findMediaNeighbours(
      ctx,
      project,
      rows.map((name) => ({ id: ctx.newId(), content: { image: hex(name) } })),
      () => true,
    );
  const each: number[] = [];
  for (const name of names) each.push(await timed(() => look([name])));
  const together = await timed(() => look(names));
  const bare: number[] = [];
  for (const name of names)
    bare.push(await timed(() => ctx.db.select().from(media).where(sql`${media.sha256} = ${name}`)));
  const baseline = { name: "reading one row by its key", value: percentile(bare, 0.5) };
  const among = `a look among ${files.toLocaleString("en")} files`;
  return [
    { name: `${among}, median`, value: percentile(each, 0.5), unit: "ms", baseline },
    { name: `${among}, 95 of 100 within`, value: percentile(each, 0.95), unit: "ms" },
    { name: `${LOOKUPS} looks at once, each`, value: together / LOOKUPS, unit: "ms" },
  ];
}

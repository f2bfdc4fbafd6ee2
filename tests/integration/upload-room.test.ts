import { and, eq, inArray, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { queryRows } from "#db/query";
import { upload, uploadRoom } from "#db/schema/media";
import { uploadPurposes, uploadStates } from "#lib/domain/media";
import { mediaStore } from "#lib/media";
import { editProject } from "#lib/services/project-edit";
import { createUpload } from "#lib/services/upload-create";
import { removeUpload, sweepMedia } from "#lib/services/upload-remove";
import { getRoom, readHeld } from "#lib/services/upload-room";
import { as, makeProject, makeUser, type TestCtx, testCtx } from "../support/ctx";
import { testDb } from "../support/db";

let opened: OpenedDb;
let system: TestCtx;
beforeAll(async () => {
  opened = await testDb();
  system = { ...testCtx(opened.db, opened.kind), media: mediaStore() };
});
afterAll(() => opened.close());

const makePerson = async () => as(system, await makeUser(system));

test("an owner gives each person, and the project, less room than the site does; both are seen before they are full, and never more is given", async () => {
  const project = await makeProject(system, { modality: "image" });
  const me = await makePerson();
  const rich = { ...me, media: { ...me.media, quota: { personBytes: 5_000_000, projectBytes: 4_000_000 } } };
  const owner = as(rich, project.ownerId);
  const open = (ctx: TestCtx, sizeBytes: number) =>
    createUpload(ctx, { project: project.slug, fileName: "a", sizeBytes });
  expect(await getRoom(rich, { project: project.slug })).toMatchObject({
    share: null,
    project: { maxBytes: 4_000_000 },
  });
  await editProject(owner, { slug: project.slug, changes: { personRoomMb: 1, projectRoomMb: 2 } });
  await open(rich, 900_000);
  const shown = {
    share: { usedBytes: 900_000, maxBytes: 1_000_000 },
    project: { usedBytes: 900_000, maxBytes: 2_000_000 },
  };
  expect(await getRoom(rich, { project: project.slug })).toMatchObject(shown);
  await expect(open(rich, 100_001)).rejects.toMatchObject({
    reason: "upload.quota_share",
    details: { usedBytes: 900_000, sizeBytes: 100_001, maxBytes: 1_000_000 },
  });
  const another = { ...(await makePerson()), media: rich.media };
  await open(another, 1_000_000);
  const third = { ...(await makePerson()), media: rich.media };
  await expect(open(third, 100_001)).rejects.toMatchObject({ reason: "upload.quota_project" });
  await editProject(owner, { slug: project.slug, changes: { personRoomMb: null, projectRoomMb: 90_000 } });
  expect(await getRoom(third, { project: project.slug })).toMatchObject({
    share: null,
    project: { maxBytes: 4_000_000 },
  });
});

const notesOf = (userId: string) =>
  system.db.select({ id: uploadRoom.id }).from(uploadRoom).where(eq(uploadRoom.userId, userId));

/** Counted one by one, as nobody does who has many. */
async function countHeld(userId: string, projectId: string) {
  const rows = await system.db.select().from(upload);
  const sum = (some: typeof rows) => some.reduce((bytes, { sizeBytes }) => bytes + sizeBytes, 0);
  const held = rows.filter((row) => row.state !== "refused" && (row.purpose === "media" || row.state === "receiving"));
  const mine = held.filter((row) => row.userId === userId);
  const here = mine.filter((row) => row.projectId === projectId);
  const underWay = rows.filter((row) => row.userId === userId && ["receiving", "received"].includes(row.state));
  return {
    personBytes: sum(mine),
    shareBytes: sum(here),
    projectBytes: sum(held.filter((row) => row.projectId === projectId)),
    waitingFiles: here.filter(({ contributionId }) => contributionId === null).length,
    largeFiles: underWay.filter(({ purpose }) => purpose === "archive" || purpose === "table").length,
    packs: underWay.filter(({ purpose }) => purpose === "pack").length,
  };
}

test("what is noted of room is what the uploads come to, whatever becomes of them", async () => {
  const people = [await makePerson(), await makePerson()];
  const projects = [await makeProject(system, { modality: "image" }), await makeProject(system, { modality: "image" })];
  const at = { createdAt: system.now(), changedAt: system.now() };
  let made = 0;
  const rows = people.flatMap(({ actor }) =>
    projects.flatMap(({ id: projectId }) =>
      uploadPurposes.flatMap((purpose) =>
        uploadStates.map((state) => {
          made += 1;
          const sizeBytes = made ** 4;
          const userId = actor.kind === "user" ? actor.userId : "";
          return { id: system.newId(), userId, projectId, purpose, state, sizeBytes, fileName: "a", ...at };
        }),
      ),
    ),
  );
  const agree = async () => {
    for (const { userId, projectId } of rows) {
      expect(await readHeld(system, { userId, projectId })).toMatchObject(await countHeld(userId, projectId));
    }
  };
  await system.db.insert(upload).values(rows);
  await agree();
  const ready = and(
    eq(upload.state, "ready"),
    inArray(
      upload.id,
      rows.map(({ id }) => id),
    ),
  );
  await system.db.update(upload).set({ contributionId: sql`id` }).where(ready);
  await agree();
  const moves = [
    ["receiving", "received"],
    ["received", "refused"],
    ["ready", "refused"],
  ] as const;
  for (const [from, to] of moves) {
    await system.db.update(upload).set({ state: to }).where(eq(upload.state, from));
    await agree();
  }
  await system.db.update(upload).set({ state: "ready" }).where(eq(upload.purpose, "media"));
  await agree();
  await system.db.delete(upload).where(
    inArray(
      upload.id,
      rows.map(({ id }) => id),
    ),
  );
  await agree();
  expect((await readHeld(system, rows[0] as (typeof rows)[0])).personBytes).toBe(0);
});

test("two processes give the last of a quota once, and what they note stays short", async () => {
  const project = await makeProject(system, { modality: "image" });
  const me = await makePerson();
  const userId = me.actor.kind === "user" ? me.actor.userId : "";
  const quota = { personBytes: 1_000_000, projectBytes: 10 ** 9 };
  // Uploads of one process are opened together; these are two that know nothing of each other.
  const processes = [0, 1].map(() => ({ ...me, media: { ...me.media, quota } }));
  const open = (ctx: TestCtx) =>
    createUpload(ctx, { project: project.slug, fileName: "a", sizeBytes: 100_000 }).catch((error) => error);
  for (let round = 0; round < 3; round += 1) {
    const outcomes: unknown[] = [];
    for (let step = 0; step < 10; step += 1) {
      outcomes.push(...(await Promise.all(processes.map(open))));
      expect((await notesOf(userId)).length).toBeLessThan(30);
    }
    const opened = outcomes.flatMap((one) => (one instanceof Error ? [] : [one as { id: string }]));
    expect(opened).toHaveLength(10);
    for (const one of outcomes) if (one instanceof Error) expect(one).toMatchObject({ reason: "upload.quota_person" });
    expect((await getRoom(me, { project: project.slug })).person.usedBytes).toBe(1_000_000);
    await Promise.all(opened.map(({ id }) => removeUpload(me, { id })));
    expect((await getRoom(me, { project: project.slug })).person.usedBytes).toBe(0);
  }
});

test("what is noted of somebody who went away is folded by the sweep", async () => {
  const project = await makeProject(system, { modality: "image" });
  const me = await makePerson();
  const userId = me.actor.kind === "user" ? me.actor.userId : "";
  await queryRows(
    system.db,
    sql`insert into ${uploadRoom} (user_id, project_id, bytes, waiting_files, large_files, packs)
      select ${userId}::uuid, ${project.id}::uuid, 1, 0, 0, 0 from generate_series(1, 500)`,
  );
  await sweepMedia(system);
  expect(await notesOf(userId)).toHaveLength(1);
  expect((await getRoom(me, { project: project.slug })).person.usedBytes).toBe(500);
});

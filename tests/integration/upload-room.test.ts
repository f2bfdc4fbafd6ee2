import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenedDb } from "#db/client";
import { mediaStore } from "#lib/media";
import { editProject } from "#lib/services/project-edit";
import { createUpload } from "#lib/services/upload-create";
import { getRoom } from "#lib/services/upload-room";
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

CREATE TABLE "upload_room" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"bytes" bigint NOT NULL,
	"waiting_files" integer NOT NULL,
	"large_files" integer NOT NULL,
	"packs" integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX "upload_room_user_idx" ON "upload_room" USING btree ("user_id","project_id");--> statement-breakpoint
CREATE INDEX "upload_room_project_idx" ON "upload_room" USING btree ("project_id");--> statement-breakpoint
CREATE FUNCTION "room_of"(purpose text, state text, size_bytes bigint, contribution_id uuid)
RETURNS TABLE (bytes bigint, waiting_files int, large_files int, packs int) LANGUAGE sql IMMUTABLE AS $$
  SELECT
    CASE WHEN held THEN size_bytes ELSE 0 END,
    (held AND contribution_id IS NULL)::int,
    (purpose IN ('archive', 'table') AND under_way)::int,
    (purpose = 'pack' AND under_way)::int
  FROM (SELECT
    state <> 'refused' AND (purpose = 'media' OR state = 'receiving') AS held,
    state IN ('receiving', 'received') AS under_way) AS seen
$$;
--> statement-breakpoint
CREATE FUNCTION "note_upload_room"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO "upload_room" (user_id, project_id, bytes, waiting_files, large_files, packs)
    SELECT u.user_id, u.project_id, sum(r.bytes), sum(r.waiting_files), sum(r.large_files), sum(r.packs)
    FROM "now_there" u, "room_of"(u.purpose, u.state, u.size_bytes, u.contribution_id) r
    GROUP BY u.user_id, u.project_id;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO "upload_room" (user_id, project_id, bytes, waiting_files, large_files, packs)
    SELECT u.user_id, u.project_id, -sum(r.bytes), -sum(r.waiting_files), -sum(r.large_files), -sum(r.packs)
    FROM "was_there" u, "room_of"(u.purpose, u.state, u.size_bytes, u.contribution_id) r
    GROUP BY u.user_id, u.project_id
    HAVING sum(r.bytes) <> 0 OR sum(r.large_files) <> 0 OR sum(r.packs) <> 0;
  ELSE
    INSERT INTO "upload_room" (user_id, project_id, bytes, waiting_files, large_files, packs)
    SELECT u.user_id, u.project_id, sum(u.sign * r.bytes), sum(u.sign * r.waiting_files), sum(u.sign * r.large_files), sum(u.sign * r.packs)
    FROM (
      SELECT 1 AS sign, user_id, project_id, purpose, state, size_bytes, contribution_id FROM "now_there"
      UNION ALL
      SELECT -1, user_id, project_id, purpose, state, size_bytes, contribution_id FROM "was_there"
    ) u, "room_of"(u.purpose, u.state, u.size_bytes, u.contribution_id) r
    GROUP BY u.user_id, u.project_id
    HAVING sum(u.sign * r.bytes) <> 0 OR sum(u.sign * r.waiting_files) <> 0 OR sum(u.sign * r.large_files) <> 0
      OR sum(u.sign * r.packs) <> 0;
  END IF;
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "upload_room_insert" AFTER INSERT ON "upload"
  REFERENCING NEW TABLE AS "now_there" FOR EACH STATEMENT EXECUTE FUNCTION "note_upload_room"();
--> statement-breakpoint
CREATE TRIGGER "upload_room_update" AFTER UPDATE ON "upload"
  REFERENCING OLD TABLE AS "was_there" NEW TABLE AS "now_there" FOR EACH STATEMENT EXECUTE FUNCTION "note_upload_room"();
--> statement-breakpoint
CREATE TRIGGER "upload_room_delete" AFTER DELETE ON "upload"
  REFERENCING OLD TABLE AS "was_there" FOR EACH STATEMENT EXECUTE FUNCTION "note_upload_room"();
--> statement-breakpoint
INSERT INTO "upload_room" (user_id, project_id, bytes, waiting_files, large_files, packs)
SELECT u.user_id, u.project_id, sum(r.bytes), sum(r.waiting_files), sum(r.large_files), sum(r.packs)
FROM "upload" u, "room_of"(u.purpose, u.state, u.size_bytes, u.contribution_id) r
GROUP BY u.user_id, u.project_id;

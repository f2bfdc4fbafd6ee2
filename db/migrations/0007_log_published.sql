CREATE TABLE "checkpoint" (
	"size" bigint PRIMARY KEY NOT NULL,
	"root" "bytea" NOT NULL,
	"note" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "cosignature" (
	"size" bigint NOT NULL,
	"witness" text NOT NULL,
	"key_id" text NOT NULL,
	"signature" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "cosignature_size_witness_key_id_pk" PRIMARY KEY("size","witness","key_id")
);
--> statement-breakpoint
CREATE TABLE "published" (
	"id" integer PRIMARY KEY NOT NULL,
	"size" bigint,
	"note" text,
	"published_at" timestamp (3) with time zone,
	"halt" text,
	"halt_detail" jsonb,
	"halted_at" timestamp (3) with time zone,
	CONSTRAINT "published_one_row" CHECK ("published"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "witness" (
	"vkey" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"size" bigint NOT NULL,
	"cosigned_at" timestamp (3) with time zone,
	"tried_at" timestamp (3) with time zone NOT NULL,
	"problem" text
);
--> statement-breakpoint
DROP INDEX "outbox_created_idx";--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "seq" bigint NOT NULL GENERATED ALWAYS AS IDENTITY (sequence name "outbox_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1);--> statement-breakpoint
ALTER TABLE "cosignature" ADD CONSTRAINT "cosignature_size_checkpoint_size_fk" FOREIGN KEY ("size") REFERENCES "public"."checkpoint"("size") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "outbox_seq_idx" ON "outbox" USING btree ("seq");--> statement-breakpoint
INSERT INTO "published" ("id") VALUES (1);--> statement-breakpoint
-- What was signed stays signed: a note may gain the signature of a new key, its size and root never change.
CREATE FUNCTION "refuse_other_root"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.size <> OLD.size OR NEW.root <> OLD.root THEN
    RAISE EXCEPTION 'checkpoint % was signed with another root', OLD.size USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;--> statement-breakpoint
CREATE TRIGGER "checkpoint_keeps_root" BEFORE UPDATE ON "checkpoint" FOR EACH ROW EXECUTE FUNCTION "refuse_other_root"();--> statement-breakpoint
CREATE TRIGGER "checkpoint_append_only" BEFORE DELETE ON "checkpoint" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();--> statement-breakpoint
CREATE TRIGGER "checkpoint_no_truncate" BEFORE TRUNCATE ON "checkpoint" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();--> statement-breakpoint
DROP FUNCTION "claim_seats";--> statement-breakpoint
-- Right and claim in one round trip (a round trip, and its planning, cost more than the claim): nothing unless the person has one of the roles in the
-- project; else locks the person, renews what they hold there, and takes open seats up to what is wanted, oldest hour first. Each statement
-- inside sees what was committed before it began, so that two tabs of one person cannot take two seats of an item nor pass the cap.
-- Returns the person's leased seats in the project.
CREATE FUNCTION "claim_seats"(me uuid, project_slug text, roles text[], wanted int, cap int, moment timestamptz, lease_end timestamptz)
RETURNS SETOF "slot" LANGUAGE plpgsql ROWS 5 AS $$
DECLARE
  project uuid;
  here int;
  elsewhere int;
  seat uuid;
BEGIN
  SELECT p.id INTO project FROM "project" p WHERE p.slug = project_slug AND EXISTS (
    SELECT 1 FROM "membership" m WHERE m.project_id = p.id AND m.user_id = me AND m.role = ANY (roles));
  IF project IS NULL THEN RETURN; END IF;
  PERFORM 1 FROM "user" WHERE id = me FOR NO KEY UPDATE;
  UPDATE "slot" SET lease_expires_at = lease_end WHERE holder_id = me AND state = 'leased' AND project_id = project;
  GET DIAGNOSTICS here = ROW_COUNT;
  SELECT count(*) INTO elsewhere FROM "slot"
    WHERE holder_id = me AND state = 'leased' AND lease_expires_at > moment AND project_id <> project;
  WHILE here < wanted AND here + elsewhere < cap LOOP
    SELECT s.id INTO seat FROM "slot" s
      WHERE s.project_id = project AND s.state = 'open' AND s.author_id <> me
        AND NOT EXISTS (SELECT 1 FROM "slot" held
          WHERE held.contribution_id = s.contribution_id AND held.round = s.round AND held.holder_id = me)
        AND NOT EXISTS (SELECT 1 FROM "slot_skip" skipped
          WHERE skipped.contribution_id = s.contribution_id AND skipped.round = s.round AND skipped.user_id = me)
      ORDER BY s.order_key, s.id LIMIT 1 FOR UPDATE SKIP LOCKED;
    EXIT WHEN seat IS NULL;
    UPDATE "slot" SET state = 'leased', holder_id = me, lease_expires_at = lease_end WHERE id = seat;
    here := here + 1;
  END LOOP;
  RETURN QUERY SELECT * FROM "slot"
    WHERE holder_id = me AND state = 'leased' AND project_id = project ORDER BY order_key, id;
END
$$;

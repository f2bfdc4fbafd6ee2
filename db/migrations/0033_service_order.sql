CREATE TABLE "seat_lapse" (
	"id" uuid PRIMARY KEY NOT NULL,
	"contribution_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"claimed_at" timestamp (3) with time zone NOT NULL,
	"is_narrowed" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"salt" "bytea" NOT NULL
);
--> statement-breakpoint
ALTER TABLE "annotation" ADD COLUMN "claimed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "annotation" ADD COLUMN "is_narrowed" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "seat" ADD COLUMN "claimed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "seat" ADD COLUMN "is_narrowed" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "seat_skip" ADD COLUMN "claimed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "seat_skip" ADD COLUMN "is_narrowed" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "seat_lapse_item_idx" ON "seat_lapse" USING btree ("contribution_id");--> statement-breakpoint
CREATE OR REPLACE FUNCTION "claim_label_seats"(me uuid, wanted_slug text, wanted int, cap int, moment timestamptz, lease_end timestamptz)
RETURNS SETOF "seat" LANGUAGE plpgsql AS $$
DECLARE
  project uuid;
  spoken text[];
  here int;
  elsewhere int;
  found uuid;
BEGIN
  SELECT p.id, coalesce(a.languages, '{}') INTO project, spoken FROM "project" p
    JOIN "task" t ON t.project_id = p.id
    LEFT JOIN "annotator" a ON a.project_id = p.id AND a.user_id = me
    WHERE p.slug = wanted_slug AND p.state <> 'draft' AND t.state = 'open' AND (t.skill IS NULL OR t.skill = ANY (a.skills));
  IF project IS NULL THEN
    RETURN;
  END IF;
  PERFORM 1 FROM "user" WHERE id = me FOR NO KEY UPDATE;
  UPDATE "seat" SET lease_expires_at = lease_end WHERE holder_id = me AND state = 'leased' AND project_id = project;
  GET DIAGNOSTICS here = ROW_COUNT;
  SELECT count(*) INTO elsewhere FROM "seat"
    WHERE holder_id = me AND state = 'leased' AND lease_expires_at > moment AND project_id <> project;
  WHILE here < wanted AND here + elsewhere < cap LOOP
    SELECT s.id INTO found FROM "seat" s
      WHERE s.project_id = project AND s.state = 'open' AND s.author_id <> me
        AND (cardinality(spoken) = 0 OR s.language = ANY (spoken))
        AND NOT EXISTS (SELECT 1 FROM "seat" held WHERE held.contribution_id = s.contribution_id AND held.holder_id = me)
        AND NOT EXISTS (SELECT 1 FROM "seat_skip" skipped WHERE skipped.contribution_id = s.contribution_id AND skipped.user_id = me)
      ORDER BY s.order_key, s.id LIMIT 1 FOR UPDATE SKIP LOCKED;
    EXIT WHEN found IS NULL;
    UPDATE "seat" SET state = 'leased', holder_id = me, lease_expires_at = lease_end, claimed_at = moment,
      is_narrowed = cardinality(spoken) > 0 WHERE id = found;
    here := here + 1;
  END LOOP;
  RETURN QUERY SELECT * FROM "seat"
    WHERE holder_id = me AND state = 'leased' AND project_id = project ORDER BY order_key, id;
END
$$;

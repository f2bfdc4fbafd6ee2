CREATE TABLE "annotation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"contribution_id" uuid NOT NULL,
	"annotator_id" uuid NOT NULL,
	"task_version" integer NOT NULL,
	"answer" text NOT NULL,
	"salt" "bytea" NOT NULL,
	"price" bigint NOT NULL,
	"paid" bigint,
	"active_ms" integer,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "annotator" (
	"project_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"answers" integer DEFAULT 0 NOT NULL,
	"skills" text[] DEFAULT '{}' NOT NULL,
	"languages" text[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "annotator_project_id_user_id_pk" PRIMARY KEY("project_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "seat" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"contribution_id" uuid NOT NULL,
	"author_id" uuid NOT NULL,
	"language" text NOT NULL,
	"order_key" bigint NOT NULL,
	"state" text NOT NULL,
	"holder_id" uuid,
	"lease_expires_at" timestamp (3) with time zone,
	"draft" text,
	"answer" text,
	"active_ms" integer,
	"seals_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "seat_skip" (
	"contribution_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "seat_skip_contribution_id_user_id_pk" PRIMARY KEY("contribution_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "item" (
	"contribution_id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"author_id" uuid NOT NULL,
	"state" text NOT NULL,
	"task_version" integer NOT NULL,
	"answers_wanted" integer NOT NULL,
	"answers_most" integer NOT NULL,
	"confidence" integer NOT NULL,
	"answer_price" bigint NOT NULL,
	"language" text NOT NULL,
	"order_key" bigint NOT NULL,
	"seats" integer NOT NULL,
	"answers" integer DEFAULT 0 NOT NULL,
	"reserved" bigint NOT NULL,
	"results" jsonb,
	"cause" text,
	"settled_at" timestamp (3) with time zone,
	CONSTRAINT "item_reserved" CHECK ("item"."reserved" >= 0)
);
--> statement-breakpoint
CREATE TABLE "task" (
	"project_id" uuid PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"questions" jsonb NOT NULL,
	"instructions" text NOT NULL,
	"answers_wanted" integer NOT NULL,
	"answers_most" integer NOT NULL,
	"confidence" integer NOT NULL,
	"answer_price" bigint NOT NULL,
	"reward_rule" text NOT NULL,
	"skill" text,
	"seed_size" bigint,
	"seed_root" "bytea",
	"created_at" timestamp (3) with time zone NOT NULL,
	"opened_at" timestamp (3) with time zone,
	CONSTRAINT "task_answers" CHECK ("task"."answers_wanted" between 1 and "task"."answers_most" and "task"."answers_most" <= 99)
);
--> statement-breakpoint
ALTER TABLE "annotation" ADD CONSTRAINT "annotation_annotator_id_user_id_fk" FOREIGN KEY ("annotator_id") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "annotator" ADD CONSTRAINT "annotator_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seat" ADD CONSTRAINT "seat_holder_id_user_id_fk" FOREIGN KEY ("holder_id") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "item" ADD CONSTRAINT "item_contribution_id_contribution_id_fk" FOREIGN KEY ("contribution_id") REFERENCES "public"."contribution"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "task" ADD CONSTRAINT "task_project_id_project_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."project"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "annotation_person_key" ON "annotation" USING btree ("contribution_id","annotator_id");--> statement-breakpoint
CREATE INDEX "annotation_person_idx" ON "annotation" USING btree ("annotator_id","project_id","created_at","id");--> statement-breakpoint
CREATE INDEX "annotation_project_idx" ON "annotation" USING btree ("project_id","contribution_id");--> statement-breakpoint
CREATE INDEX "seat_open_idx" ON "seat" USING btree ("project_id","order_key","id") WHERE "seat"."state" = 'open';--> statement-breakpoint
CREATE INDEX "seat_lease_idx" ON "seat" USING btree ("holder_id","lease_expires_at") WHERE "seat"."state" = 'leased';--> statement-breakpoint
CREATE INDEX "seat_seal_idx" ON "seat" USING btree ("seals_at") WHERE "seat"."state" = 'answered';--> statement-breakpoint
CREATE UNIQUE INDEX "seat_holder_key" ON "seat" USING btree ("contribution_id","holder_id");--> statement-breakpoint
CREATE INDEX "item_project_idx" ON "item" USING btree ("project_id","state","order_key","contribution_id");--> statement-breakpoint
-- hand-written
-- One claim in one round trip, like claim_seats: nothing unless the project's task is open to the person; then locks them, renews what they hold
-- in the project, and takes open seats up to what is wanted in the task's public order. Each statement inside sees what was committed before
-- it began, so that two tabs of one person cannot take two seats of an item nor pass the cap. Returns the person's leased seats in the project.
CREATE FUNCTION "claim_label_seats"(me uuid, wanted_slug text, wanted int, cap int, moment timestamptz, lease_end timestamptz)
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
    UPDATE "seat" SET state = 'leased', holder_id = me, lease_expires_at = lease_end WHERE id = found;
    here := here + 1;
  END LOOP;
  RETURN QUERY SELECT * FROM "seat"
    WHERE holder_id = me AND state = 'leased' AND project_id = project ORDER BY order_key, id;
END
$$;

CREATE TABLE "gold" (
	"contribution_id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"author_id" uuid NOT NULL,
	"language" text NOT NULL,
	"state" text NOT NULL,
	"answer" jsonb NOT NULL,
	"salt" "bytea" NOT NULL,
	"hint" text NOT NULL,
	"set" integer,
	"leaf" integer,
	"exposures" integer DEFAULT 0 NOT NULL,
	"cause" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"opened_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "gold_check" (
	"seat_id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"contribution_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"task_version" integer NOT NULL,
	"price" bigint NOT NULL,
	"state" text NOT NULL,
	"is_right" boolean,
	"served_at" timestamp (3) with time zone NOT NULL,
	"sealed_at" timestamp (3) with time zone,
	"seal_order" bigint
);
--> statement-breakpoint
CREATE TABLE "gold_pool" (
	"project_id" uuid PRIMARY KEY NOT NULL,
	"key" "bytea" NOT NULL,
	"sets" integer DEFAULT 0 NOT NULL,
	"reserved" bigint DEFAULT 0 NOT NULL,
	"free" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "gold_pool_free" CHECK ("gold_pool"."free" >= 0 and "gold_pool"."free" <= "gold_pool"."reserved")
);
--> statement-breakpoint
CREATE TABLE "label_settlement" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"task_version" integer NOT NULL,
	"price" bigint NOT NULL,
	"answers" integer NOT NULL,
	"gold" integer NOT NULL,
	"is_late" boolean NOT NULL,
	"classes" integer NOT NULL,
	"target" integer NOT NULL,
	"right" integer NOT NULL,
	"of" integer NOT NULL,
	"estimate" jsonb,
	"share" integer NOT NULL,
	"paid" bigint NOT NULL,
	"seal_order" bigint NOT NULL,
	"corrections" integer DEFAULT 0 NOT NULL,
	"waived" bigint DEFAULT 0 NOT NULL,
	"is_doubted" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "annotation" ADD COLUMN "is_gold" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "annotation" ADD COLUMN "due_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "annotation" ADD COLUMN "settlement_id" uuid;--> statement-breakpoint
ALTER TABLE "seat" ADD COLUMN "is_gold" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "seat_skip" ADD COLUMN "salt" "bytea";--> statement-breakpoint
ALTER TABLE "task" ADD COLUMN "target" integer DEFAULT 9000 NOT NULL;--> statement-breakpoint
ALTER TABLE "gold" ADD CONSTRAINT "gold_contribution_id_contribution_id_fk" FOREIGN KEY ("contribution_id") REFERENCES "public"."contribution"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gold_check" ADD CONSTRAINT "gold_check_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gold_pool" ADD CONSTRAINT "gold_pool_project_id_project_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."project"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "gold_serve_idx" ON "gold" USING btree ("project_id","state","exposures");--> statement-breakpoint
CREATE INDEX "gold_check_person_idx" ON "gold_check" USING btree ("project_id","user_id","seal_order");--> statement-breakpoint
CREATE INDEX "gold_check_item_idx" ON "gold_check" USING btree ("contribution_id");--> statement-breakpoint
CREATE INDEX "label_settlement_person_idx" ON "label_settlement" USING btree ("project_id","user_id","created_at");--> statement-breakpoint
CREATE INDEX "label_settlement_doubt_idx" ON "label_settlement" USING btree ("project_id") WHERE "label_settlement"."is_doubted";--> statement-breakpoint
CREATE INDEX "annotation_due_idx" ON "annotation" USING btree ("project_id","annotator_id","due_at") WHERE "annotation"."due_at" is not null and "annotation"."settlement_id" is null;--> statement-breakpoint
-- hand-written
-- Numbers seals of gold; those of one person are taken while their annotator row is locked, so they rise in the order of the ledger.
CREATE SEQUENCE "gold_seal_order";

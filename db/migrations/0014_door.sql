CREATE TABLE "flag" (
	"contribution_id" uuid NOT NULL,
	"round" integer NOT NULL,
	"found" jsonb NOT NULL,
	"statement" text,
	"batch_id" uuid,
	"row" integer,
	"line" integer,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "flag_contribution_id_round_pk" PRIMARY KEY("contribution_id","round")
);
--> statement-breakpoint
ALTER TABLE "batch" ADD COLUMN "flagged_rows" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "project" ADD COLUMN "personal_data" text DEFAULT 'warn' NOT NULL;--> statement-breakpoint
ALTER TABLE "flag" ADD CONSTRAINT "flag_contribution_id_contribution_id_fk" FOREIGN KEY ("contribution_id") REFERENCES "public"."contribution"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "flag_batch_idx" ON "flag" USING btree ("batch_id","row") WHERE "flag"."batch_id" is not null;
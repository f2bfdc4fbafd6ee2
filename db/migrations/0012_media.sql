CREATE TABLE "media" (
	"sha256" "bytea" PRIMARY KEY NOT NULL,
	"format" text NOT NULL,
	"width" integer NOT NULL,
	"height" integer NOT NULL,
	"size_bytes" bigint NOT NULL,
	"touched_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "upload" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"file_name" text NOT NULL,
	"size_bytes" bigint NOT NULL,
	"state" text NOT NULL,
	"claimed_sha256" "bytea",
	"original_sha256" "bytea",
	"media_sha256" "bytea",
	"refusal" text,
	"refusal_details" jsonb,
	"contribution_id" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "contribution" ADD COLUMN "media_hash" "bytea";--> statement-breakpoint
ALTER TABLE "upload" ADD CONSTRAINT "upload_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "upload" ADD CONSTRAINT "upload_project_id_project_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."project"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "upload" ADD CONSTRAINT "upload_media_sha256_media_sha256_fk" FOREIGN KEY ("media_sha256") REFERENCES "public"."media"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "upload_user_idx" ON "upload" USING btree ("user_id","project_id","state");--> statement-breakpoint
CREATE INDEX "upload_project_idx" ON "upload" USING btree ("project_id","original_sha256");--> statement-breakpoint
CREATE INDEX "upload_media_idx" ON "upload" USING btree ("media_sha256");--> statement-breakpoint
CREATE INDEX "upload_waiting_idx" ON "upload" USING btree ("contribution_id","changed_at");--> statement-breakpoint
CREATE UNIQUE INDEX "contribution_media_key" ON "contribution" USING btree ("project_id","media_hash") WHERE "contribution"."status" <> 'withdrawn' and "contribution"."media_hash" is not null;
CREATE TABLE "archive" (
	"upload_id" uuid PRIMARY KEY NOT NULL,
	"files" integer NOT NULL,
	"done_files" integer DEFAULT 0 NOT NULL,
	"next_entry" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "archive_refusal" (
	"archive_id" uuid NOT NULL,
	"entry" integer NOT NULL,
	"name" text NOT NULL,
	"reason" text NOT NULL,
	"details" jsonb NOT NULL,
	CONSTRAINT "archive_refusal_archive_id_entry_pk" PRIMARY KEY("archive_id","entry")
);
--> statement-breakpoint
ALTER TABLE "upload" ADD COLUMN "purpose" text DEFAULT 'media' NOT NULL;--> statement-breakpoint
ALTER TABLE "upload" ADD COLUMN "archive_id" uuid;--> statement-breakpoint
ALTER TABLE "upload" ADD COLUMN "archive_entry" integer;--> statement-breakpoint
ALTER TABLE "upload" ADD COLUMN "archive_name" text;--> statement-breakpoint
ALTER TABLE "archive" ADD CONSTRAINT "archive_upload_id_upload_id_fk" FOREIGN KEY ("upload_id") REFERENCES "public"."upload"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "archive_refusal" ADD CONSTRAINT "archive_refusal_archive_id_archive_upload_id_fk" FOREIGN KEY ("archive_id") REFERENCES "public"."archive"("upload_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "upload" ADD CONSTRAINT "upload_archive_id_upload_id_fk" FOREIGN KEY ("archive_id") REFERENCES "public"."upload"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "upload_archive_idx" ON "upload" USING btree ("archive_id");
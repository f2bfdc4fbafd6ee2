ALTER TABLE "batch" ALTER COLUMN "blob_key" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "batch" ADD COLUMN "reading" jsonb;
ALTER TABLE "upload" ADD COLUMN "held_in" uuid;--> statement-breakpoint
ALTER TABLE "upload" ADD COLUMN "held_at" bigint;--> statement-breakpoint
CREATE INDEX "upload_held_idx" ON "upload" USING btree ("held_in");
DROP INDEX "slot_lease_idx";--> statement-breakpoint
ALTER TABLE "project" ADD COLUMN "review_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "slot_lease_idx" ON "slot" USING btree ("holder_id","lease_expires_at") WHERE "slot"."state" = 'leased';
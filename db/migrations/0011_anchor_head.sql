ALTER TABLE "anchor_watch" ADD COLUMN "block_hash" text;--> statement-breakpoint
ALTER TABLE "anchor_watch" ADD COLUMN "head_size" bigint;--> statement-breakpoint
ALTER TABLE "anchor_watch" ADD COLUMN "head_root" "bytea";--> statement-breakpoint
ALTER TABLE "anchor_watch" ADD COLUMN "head_at" timestamp (3) with time zone;
ALTER TABLE "contribution" ADD COLUMN "erased_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "contribution" ADD COLUMN "erased_for" text;
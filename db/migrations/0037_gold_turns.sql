ALTER TABLE "gold_check" ADD COLUMN "turn" integer;--> statement-breakpoint
ALTER TABLE "gold_check" ADD COLUMN "is_trusted" boolean;--> statement-breakpoint
ALTER TABLE "gold_pool" ADD COLUMN "is_key_opened" boolean DEFAULT false NOT NULL;
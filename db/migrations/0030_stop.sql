ALTER TABLE "item" ADD COLUMN "stop" text DEFAULT 'share' NOT NULL;--> statement-breakpoint
ALTER TABLE "task" ADD COLUMN "stop" text DEFAULT 'share' NOT NULL;
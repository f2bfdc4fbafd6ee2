ALTER TABLE "flag" ADD COLUMN "looks_like" text;--> statement-breakpoint
ALTER TABLE "project" ADD COLUMN "language_check" text DEFAULT 'warn' NOT NULL;
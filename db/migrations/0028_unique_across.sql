ALTER TABLE "project" ADD COLUMN "unique_across_projects" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "contribution_content_idx" ON "contribution" USING btree ("content_hash");--> statement-breakpoint
CREATE INDEX "contribution_media_idx" ON "contribution" USING btree ("media_hash") WHERE "contribution"."media_hash" is not null;
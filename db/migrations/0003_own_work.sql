DROP INDEX "contribution_author_idx";--> statement-breakpoint
DROP INDEX "slot_holder_idx";--> statement-breakpoint
CREATE INDEX "contribution_author_idx" ON "contribution" USING btree ("author_id","status","created_at","id");--> statement-breakpoint
CREATE INDEX "slot_holder_idx" ON "slot" USING btree ("holder_id","state") WHERE "slot"."holder_id" is not null;
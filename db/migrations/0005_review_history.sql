DROP INDEX "review_reviewer_idx";--> statement-breakpoint
CREATE INDEX "review_reviewer_idx" ON "review" USING btree ("reviewer_id","created_at","id");
-- In two steps: entries that wait already get none, for they are not of one transaction.
ALTER TABLE "outbox" ADD COLUMN "txid" bigint;--> statement-breakpoint
ALTER TABLE "outbox" ALTER COLUMN "txid" SET DEFAULT pg_current_xact_id()::text::bigint;--> statement-breakpoint
ALTER TABLE "witness" ADD COLUMN "claimed_size" bigint;--> statement-breakpoint
CREATE INDEX "outbox_txid_idx" ON "outbox" USING btree ("txid");

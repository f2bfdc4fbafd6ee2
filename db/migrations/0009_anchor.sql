CREATE TABLE "anchor" (
	"id" uuid PRIMARY KEY NOT NULL,
	"chain_id" integer NOT NULL,
	"contract" text NOT NULL,
	"size" bigint NOT NULL,
	"root" "bytea" NOT NULL,
	"old_size" bigint NOT NULL,
	"note_hash" "bytea" NOT NULL,
	"nonce" bigint NOT NULL,
	"state" text NOT NULL,
	"dropped" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"gas_used" bigint,
	"gas_price_wei" text
);
--> statement-breakpoint
CREATE TABLE "anchor_event" (
	"chain_id" integer NOT NULL,
	"contract" text NOT NULL,
	"size" bigint NOT NULL,
	"root" "bytea" NOT NULL,
	"old_size" bigint NOT NULL,
	"note_hash" "bytea" NOT NULL,
	"tx_hash" text NOT NULL,
	"block" bigint NOT NULL,
	"block_hash" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"matches" boolean NOT NULL,
	CONSTRAINT "anchor_event_chain_id_contract_size_pk" PRIMARY KEY("chain_id","contract","size")
);
--> statement-breakpoint
CREATE TABLE "anchor_tx" (
	"hash" text PRIMARY KEY NOT NULL,
	"anchor_id" uuid NOT NULL,
	"raw" text NOT NULL,
	"max_fee_wei" text NOT NULL,
	"tip_wei" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "anchor_watch" (
	"chain_id" integer NOT NULL,
	"contract" text NOT NULL,
	"scanned_to" bigint NOT NULL,
	"block" bigint,
	"checked_at" timestamp (3) with time zone,
	"balance_wei" text,
	"problem" text,
	"detail" text,
	"problem_at" timestamp (3) with time zone,
	CONSTRAINT "anchor_watch_chain_id_contract_pk" PRIMARY KEY("chain_id","contract")
);
--> statement-breakpoint
ALTER TABLE "anchor_tx" ADD CONSTRAINT "anchor_tx_anchor_id_anchor_id_fk" FOREIGN KEY ("anchor_id") REFERENCES "public"."anchor"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "anchor_pending_idx" ON "anchor" USING btree ("chain_id","contract") WHERE "anchor"."state" = 'pending';--> statement-breakpoint
CREATE INDEX "anchor_nonce_idx" ON "anchor" USING btree ("chain_id","contract","nonce");--> statement-breakpoint
CREATE INDEX "anchor_tx_anchor_idx" ON "anchor_tx" USING btree ("anchor_id");
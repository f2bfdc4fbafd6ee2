CREATE TABLE "wallet" (
	"address" text PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"linked_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "wallet_message" (
	"nonce" text PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"address" text NOT NULL,
	"message" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "near_band" (
	"key" bigint PRIMARY KEY NOT NULL,
	"contribution_id" uuid NOT NULL
);
--> statement-breakpoint
ALTER TABLE "flag" ADD COLUMN "near_to" uuid;--> statement-breakpoint
ALTER TABLE "flag" ADD COLUMN "near_percent" integer;--> statement-breakpoint
ALTER TABLE "project" ADD COLUMN "near_duplicates" text DEFAULT 'warn' NOT NULL;--> statement-breakpoint
ALTER TABLE "project" ADD COLUMN "near_threshold" integer DEFAULT 60 NOT NULL;--> statement-breakpoint
ALTER TABLE "wallet" ADD CONSTRAINT "wallet_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wallet_message" ADD CONSTRAINT "wallet_message_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "wallet_user_idx" ON "wallet" USING btree ("user_id");
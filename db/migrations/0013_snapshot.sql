CREATE TABLE "snapshot" (
	"size" bigint PRIMARY KEY NOT NULL,
	"entry_id" uuid NOT NULL,
	"leaves" bigint NOT NULL,
	"root" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "snapshot_entry_id_unique" UNIQUE("entry_id")
);
--> statement-breakpoint
CREATE TABLE "snapshot_account" (
	"account" uuid PRIMARY KEY NOT NULL,
	"unit" text NOT NULL,
	"kind" text NOT NULL,
	"owner_id" uuid,
	"balance" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "snapshot_build" (
	"id" integer PRIMARY KEY NOT NULL,
	"replayed" bigint DEFAULT 0 NOT NULL,
	"size" bigint,
	"leaves" bigint DEFAULT 0 NOT NULL,
	"problem" text,
	"detail" jsonb,
	"problem_at" timestamp (3) with time zone,
	CONSTRAINT "snapshot_build_one_row" CHECK ("snapshot_build"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "snapshot_leaf" (
	"size" bigint NOT NULL,
	"position" bigint NOT NULL,
	"account" uuid NOT NULL,
	"balance" bigint NOT NULL,
	CONSTRAINT "snapshot_leaf_size_position_pk" PRIMARY KEY("size","position"),
	CONSTRAINT "snapshot_leaf_account_key" UNIQUE("account","size")
);
--> statement-breakpoint
CREATE TABLE "snapshot_tile" (
	"size" bigint NOT NULL,
	"level" integer NOT NULL,
	"n" bigint NOT NULL,
	"data" "bytea" NOT NULL,
	CONSTRAINT "snapshot_tile_size_level_n_pk" PRIMARY KEY("size","level","n")
);

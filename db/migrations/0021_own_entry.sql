CREATE TABLE "own_entry" (
	"user_id" uuid NOT NULL,
	"index" bigint NOT NULL,
	CONSTRAINT "own_entry_user_id_index_pk" PRIMARY KEY("user_id","index")
);
--> statement-breakpoint
CREATE TABLE "own_entry_mark" (
	"id" integer PRIMARY KEY NOT NULL,
	"size" bigint NOT NULL,
	CONSTRAINT "own_entry_mark_one_row" CHECK ("own_entry_mark"."id" = 1)
);
--> statement-breakpoint
INSERT INTO "own_entry_mark" ("id", "size") VALUES (1, 0);

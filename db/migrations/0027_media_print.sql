CREATE TABLE "near_media" (
	"project_id" uuid NOT NULL,
	"key" integer NOT NULL,
	"contribution_id" uuid NOT NULL,
	"bits" bigint NOT NULL,
	CONSTRAINT "near_media_project_id_key_contribution_id_pk" PRIMARY KEY("project_id","key","contribution_id")
);
--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "print" "bytea";--> statement-breakpoint
ALTER TABLE "upload" ADD COLUMN "near_to" uuid;--> statement-breakpoint
ALTER TABLE "upload" ADD COLUMN "near_percent" integer;
ALTER TABLE "project" ADD COLUMN "person_room_mb" integer;--> statement-breakpoint
ALTER TABLE "project" ADD COLUMN "project_room_mb" integer;
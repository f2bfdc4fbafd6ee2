CREATE TABLE "declaration" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"content" text NOT NULL,
	"salt" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "batch" ADD COLUMN "declaration_id" uuid;--> statement-breakpoint
ALTER TABLE "contribution" ADD COLUMN "declaration_id" uuid;--> statement-breakpoint
ALTER TABLE "revision" ADD COLUMN "declaration_id" uuid;--> statement-breakpoint
ALTER TABLE "project" ADD COLUMN "other_licences" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "declaration" ADD CONSTRAINT "declaration_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "declaration" ADD CONSTRAINT "declaration_project_id_project_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."project"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "declaration_user_idx" ON "declaration" USING btree ("user_id","id");
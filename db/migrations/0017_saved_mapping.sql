CREATE TABLE "saved_mapping" (
	"user_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"columns_hash" text NOT NULL,
	"mapping" jsonb NOT NULL,
	"used_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "saved_mapping_user_id_project_id_columns_hash_pk" PRIMARY KEY("user_id","project_id","columns_hash")
);
--> statement-breakpoint
ALTER TABLE "saved_mapping" ADD CONSTRAINT "saved_mapping_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_mapping" ADD CONSTRAINT "saved_mapping_project_id_project_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."project"("id") ON DELETE cascade ON UPDATE no action;
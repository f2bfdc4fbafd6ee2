CREATE TABLE "model_help" (
	"project_id" uuid PRIMARY KEY NOT NULL,
	"is_shown" boolean DEFAULT false NOT NULL,
	"key" "bytea" NOT NULL,
	"sets" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "suggestion" (
	"contribution_id" uuid NOT NULL,
	"set" integer NOT NULL,
	"project_id" uuid NOT NULL,
	"answer" text NOT NULL,
	"confidence" integer,
	"salt" "bytea" NOT NULL,
	"leaf" "bytea" NOT NULL,
	CONSTRAINT "suggestion_contribution_id_set_pk" PRIMARY KEY("contribution_id","set")
);
--> statement-breakpoint
CREATE TABLE "suggestion_set" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"source" text NOT NULL,
	"model" text NOT NULL,
	"version" text NOT NULL,
	"count" integer NOT NULL,
	"root" "bytea" NOT NULL,
	"actor_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "annotation" ADD COLUMN "help" text DEFAULT 'none' NOT NULL;--> statement-breakpoint
ALTER TABLE "annotation" ADD COLUMN "suggestion_set" integer;--> statement-breakpoint
ALTER TABLE "seat" ADD COLUMN "help" text;--> statement-breakpoint
ALTER TABLE "seat" ADD COLUMN "suggestion_set" integer;--> statement-breakpoint
ALTER TABLE "model_help" ADD CONSTRAINT "model_help_project_id_project_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."project"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suggestion_set" ADD CONSTRAINT "suggestion_set_project_id_project_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."project"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suggestion_set" ADD CONSTRAINT "suggestion_set_actor_id_user_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "suggestion_set_idx" ON "suggestion" USING btree ("project_id","set","contribution_id");--> statement-breakpoint
CREATE UNIQUE INDEX "suggestion_set_number_key" ON "suggestion_set" USING btree ("project_id","number");
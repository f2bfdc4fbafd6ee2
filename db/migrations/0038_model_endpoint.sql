CREATE TABLE "model_ask" (
	"run_id" uuid NOT NULL,
	"contribution_id" uuid NOT NULL,
	"state" text NOT NULL,
	"answer" text,
	"confidence" integer,
	"fault" text,
	"status" integer,
	"question" text,
	"message" text,
	CONSTRAINT "model_ask_run_id_contribution_id_pk" PRIMARY KEY("run_id","contribution_id")
);
--> statement-breakpoint
CREATE TABLE "model_endpoint" (
	"project_id" uuid PRIMARY KEY NOT NULL,
	"terms" jsonb NOT NULL,
	"secret" "bytea",
	"changed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "model_run" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"actor_id" uuid NOT NULL,
	"terms" jsonb NOT NULL,
	"state" text NOT NULL,
	"cause" text,
	"is_cancelled" boolean DEFAULT false NOT NULL,
	"items" integer NOT NULL,
	"asked" integer DEFAULT 0 NOT NULL,
	"taken" integer DEFAULT 0 NOT NULL,
	"failed" integer DEFAULT 0 NOT NULL,
	"failed_in_row" integer DEFAULT 0 NOT NULL,
	"tokens" bigint DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "model_ask" ADD CONSTRAINT "model_ask_run_id_model_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."model_run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_ask" ADD CONSTRAINT "model_ask_contribution_id_contribution_id_fk" FOREIGN KEY ("contribution_id") REFERENCES "public"."contribution"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_endpoint" ADD CONSTRAINT "model_endpoint_project_id_project_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."project"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_run" ADD CONSTRAINT "model_run_project_id_project_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."project"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "model_run" ADD CONSTRAINT "model_run_actor_id_user_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "model_ask_state_idx" ON "model_ask" USING btree ("run_id","state","contribution_id");--> statement-breakpoint
CREATE INDEX "model_ask_item_idx" ON "model_ask" USING btree ("contribution_id");--> statement-breakpoint
CREATE INDEX "model_run_project_idx" ON "model_run" USING btree ("project_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "model_run_running_key" ON "model_run" USING btree ("project_id") WHERE "model_run"."state" = 'running';
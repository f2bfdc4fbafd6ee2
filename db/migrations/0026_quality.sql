CREATE TABLE "consensus_label" (
	"contribution_id" uuid NOT NULL,
	"question" text NOT NULL,
	"project_id" uuid NOT NULL,
	"value" jsonb,
	"confidence" integer NOT NULL,
	"majority" jsonb,
	"differs" boolean NOT NULL,
	"shares" double precision[],
	"agreement" integer,
	"given" integer[] NOT NULL,
	CONSTRAINT "consensus_label_contribution_id_question_pk" PRIMARY KEY("contribution_id","question")
);
--> statement-breakpoint
CREATE TABLE "consensus_run" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"question" text NOT NULL,
	"rule" text NOT NULL,
	"is_recorded" boolean NOT NULL,
	"size" bigint NOT NULL,
	"answers" integer NOT NULL,
	"items" integer NOT NULL,
	"flagged" integer NOT NULL,
	"input_hash" "bytea",
	"root" "bytea",
	"decided_by" text,
	"shares" double precision[],
	"quality" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "consensus_state" (
	"project_id" uuid PRIMARY KEY NOT NULL,
	"answers" integer NOT NULL,
	"ran_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "consensus_worker" (
	"project_id" uuid NOT NULL,
	"question" text NOT NULL,
	"user_id" uuid NOT NULL,
	"answers" integer NOT NULL,
	"accuracy" integer,
	"compared" integer NOT NULL,
	"agreed" integer NOT NULL,
	"median_ms" integer,
	"confusion" double precision[],
	CONSTRAINT "consensus_worker_project_id_question_user_id_pk" PRIMARY KEY("project_id","question","user_id")
);
--> statement-breakpoint
CREATE INDEX "consensus_label_agreement_idx" ON "consensus_label" USING btree ("project_id","question","agreement","contribution_id") WHERE "consensus_label"."agreement" < 10000;--> statement-breakpoint
CREATE INDEX "consensus_run_project_idx" ON "consensus_run" USING btree ("project_id","question","created_at");
CREATE TABLE "audit_event" (
	"id" uuid PRIMARY KEY NOT NULL,
	"actor_id" uuid,
	"action" text NOT NULL,
	"subject_id" uuid,
	"detail" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "api_token" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"name" text NOT NULL,
	"hash" "bytea" NOT NULL,
	"hint" text NOT NULL,
	"scopes" text[] NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "api_token_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "idempotency" (
	"actor_id" uuid NOT NULL,
	"key" text NOT NULL,
	"request_hash" "bytea" NOT NULL,
	"response" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "idempotency_actor_id_key_pk" PRIMARY KEY("actor_id","key")
);
--> statement-breakpoint
CREATE TABLE "identity" (
	"user_id" uuid NOT NULL,
	"type" text NOT NULL,
	"provider" text NOT NULL,
	"provider_account_id" text NOT NULL,
	"refresh_token" text,
	"access_token" text,
	"expires_at" integer,
	"token_type" text,
	"scope" text,
	"id_token" text,
	"session_state" text,
	CONSTRAINT "identity_provider_provider_account_id_pk" PRIMARY KEY("provider","provider_account_id")
);
--> statement-breakpoint
CREATE TABLE "one_time_token" (
	"hash" "bytea" PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"user_id" uuid,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "rate_limit" (
	"key" text PRIMARY KEY NOT NULL,
	"count" integer NOT NULL,
	"resets_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "verification_token" (
	"identifier" text NOT NULL,
	"token" text NOT NULL,
	"expires" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "verification_token_identifier_token_pk" PRIMARY KEY("identifier","token")
);
--> statement-breakpoint
CREATE TABLE "batch" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"file_name" text NOT NULL,
	"format" text NOT NULL,
	"size_bytes" bigint NOT NULL,
	"blob_key" text NOT NULL,
	"state" text NOT NULL,
	"mapping" jsonb,
	"consent_id" uuid,
	"next_row" integer DEFAULT 0 NOT NULL,
	"read_bytes" bigint DEFAULT 0 NOT NULL,
	"accepted_rows" integer DEFAULT 0 NOT NULL,
	"refused_rows" integer DEFAULT 0 NOT NULL,
	"failure" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "batch_refusal" (
	"batch_id" uuid NOT NULL,
	"row" integer NOT NULL,
	"line" integer NOT NULL,
	"reason" text NOT NULL,
	"field" text,
	"detail" text,
	"duplicate_of" uuid,
	CONSTRAINT "batch_refusal_batch_id_row_pk" PRIMARY KEY("batch_id","row")
);
--> statement-breakpoint
CREATE TABLE "contribution" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"author_id" uuid NOT NULL,
	"batch_id" uuid,
	"status" text NOT NULL,
	"round" integer DEFAULT 1 NOT NULL,
	"language" text NOT NULL,
	"content" text NOT NULL,
	"content_hash" "bytea" NOT NULL,
	"salt" "bytea" NOT NULL,
	"consent_id" uuid NOT NULL,
	"policy_version" integer NOT NULL,
	"accept_price" bigint NOT NULL,
	"review_price" bigint NOT NULL,
	"reviews_wanted" integer NOT NULL,
	"reserved" bigint NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"decided_at" timestamp (3) with time zone,
	CONSTRAINT "contribution_reserved" CHECK ("contribution"."reserved" >= 0)
);
--> statement-breakpoint
CREATE TABLE "draft" (
	"user_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"key" text NOT NULL,
	"content" text NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "draft_user_id_project_id_key_pk" PRIMARY KEY("user_id","project_id","key")
);
--> statement-breakpoint
CREATE TABLE "revision" (
	"contribution_id" uuid NOT NULL,
	"round" integer NOT NULL,
	"content" text NOT NULL,
	"content_hash" "bytea" NOT NULL,
	"salt" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "revision_contribution_id_round_pk" PRIMARY KEY("contribution_id","round")
);
--> statement-breakpoint
CREATE TABLE "heartbeat" (
	"name" text PRIMARY KEY NOT NULL,
	"beat_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "job" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"payload" jsonb NOT NULL,
	"key" text,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"max_attempts" integer NOT NULL,
	"run_at" timestamp (3) with time zone NOT NULL,
	"locked_until" timestamp (3) with time zone,
	"last_error" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "entry" (
	"index" bigint PRIMARY KEY NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"subject_id" uuid,
	"body" "bytea" NOT NULL,
	"leaf_hash" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "entry_id_unique" UNIQUE("id")
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"subject_id" uuid,
	"body" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "outbox_body_size" CHECK (octet_length("outbox"."body") between 1 and 65535)
);
--> statement-breakpoint
CREATE TABLE "tile" (
	"level" integer NOT NULL,
	"n" bigint NOT NULL,
	"data" "bytea" NOT NULL,
	CONSTRAINT "tile_level_n_pk" PRIMARY KEY("level","n")
);
--> statement-breakpoint
CREATE TABLE "tree" (
	"id" integer PRIMARY KEY NOT NULL,
	"size" bigint NOT NULL,
	"root" "bytea" NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "tree_one_row" CHECK ("tree"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "account" (
	"id" uuid PRIMARY KEY NOT NULL,
	"unit" text NOT NULL,
	"kind" text NOT NULL,
	"owner_id" uuid,
	"balance" bigint DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "account_id_unit_key" UNIQUE("id","unit"),
	CONSTRAINT "account_owner_key" UNIQUE NULLS NOT DISTINCT("unit","kind","owner_id"),
	CONSTRAINT "account_no_overdraft" CHECK ("account"."balance" >= 0),
	CONSTRAINT "account_mint_has_no_balance" CHECK ("account"."kind" <> 'mint' or "account"."balance" = 0)
);
--> statement-breakpoint
CREATE TABLE "transfer" (
	"id" uuid PRIMARY KEY NOT NULL,
	"unit" text NOT NULL,
	"debit_account_id" uuid NOT NULL,
	"credit_account_id" uuid NOT NULL,
	"amount" bigint NOT NULL,
	"kind" text NOT NULL,
	"rule" text NOT NULL,
	"project_id" uuid,
	"contribution_id" uuid,
	"batch_id" uuid,
	"round" integer,
	"reverses_id" uuid,
	"reason" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "transfer_reverses_id_unique" UNIQUE("reverses_id"),
	CONSTRAINT "transfer_amount_positive" CHECK ("transfer"."amount" > 0),
	CONSTRAINT "transfer_two_accounts" CHECK ("transfer"."debit_account_id" <> "transfer"."credit_account_id")
);
--> statement-breakpoint
CREATE TABLE "consent" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"licence" text NOT NULL,
	"wording_hash" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "membership" (
	"project_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"role" text NOT NULL,
	"granted_by" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "membership_project_id_user_id_role_pk" PRIMARY KEY("project_id","user_id","role")
);
--> statement-breakpoint
CREATE TABLE "project" (
	"id" uuid PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"summary" text NOT NULL,
	"languages" text[] NOT NULL,
	"modality" text NOT NULL,
	"guidelines" text NOT NULL,
	"label_schema" jsonb NOT NULL,
	"licence" text NOT NULL,
	"state" text NOT NULL,
	"reviews_wanted" integer NOT NULL,
	"reject_reasons" text[] NOT NULL,
	"reward_rule" text NOT NULL,
	"accept_price" bigint NOT NULL,
	"review_price" bigint NOT NULL,
	"policy_version" integer DEFAULT 1 NOT NULL,
	"policy_hash" "bytea" NOT NULL,
	"requested_budget" bigint DEFAULT 0 NOT NULL,
	"owner_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"opened_at" timestamp (3) with time zone,
	"in_review_count" integer DEFAULT 0 NOT NULL,
	"changes_requested_count" integer DEFAULT 0 NOT NULL,
	"accepted_count" integer DEFAULT 0 NOT NULL,
	"rejected_count" integer DEFAULT 0 NOT NULL,
	"withdrawn_count" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "project_slug_unique" UNIQUE("slug"),
	CONSTRAINT "project_reviews_odd" CHECK ("project"."reviews_wanted" between 1 and 9 and "project"."reviews_wanted" % 2 = 1),
	CONSTRAINT "project_prices" CHECK ("project"."accept_price" >= 0 and "project"."review_price" >= 0)
);
--> statement-breakpoint
CREATE TABLE "review" (
	"id" uuid PRIMARY KEY NOT NULL,
	"slot_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"contribution_id" uuid NOT NULL,
	"round" integer NOT NULL,
	"reviewer_id" uuid NOT NULL,
	"decision" text NOT NULL,
	"reason" text,
	"feedback" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "review_slot_id_unique" UNIQUE("slot_id")
);
--> statement-breakpoint
CREATE TABLE "slot" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"contribution_id" uuid NOT NULL,
	"round" integer NOT NULL,
	"author_id" uuid NOT NULL,
	"order_key" bigint NOT NULL,
	"state" text NOT NULL,
	"holder_id" uuid,
	"lease_expires_at" timestamp (3) with time zone,
	"decision" text,
	"reason" text,
	"feedback" text,
	"seals_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "slot_skip" (
	"contribution_id" uuid NOT NULL,
	"round" integer NOT NULL,
	"user_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "slot_skip_contribution_id_round_user_id_pk" PRIMARY KEY("contribution_id","round","user_id")
);
--> statement-breakpoint
CREATE TABLE "verdict" (
	"id" uuid NOT NULL,
	"contribution_id" uuid NOT NULL,
	"round" integer NOT NULL,
	"project_id" uuid NOT NULL,
	"outcome" text NOT NULL,
	"rule" text NOT NULL,
	"votes" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "verdict_contribution_id_round_pk" PRIMARY KEY("contribution_id","round"),
	CONSTRAINT "verdict_id_unique" UNIQUE("id")
);
--> statement-breakpoint
CREATE TABLE "score" (
	"period" text NOT NULL,
	"period_start" date NOT NULL,
	"scope_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"points" bigint DEFAULT 0 NOT NULL,
	"accepted" integer DEFAULT 0 NOT NULL,
	"decided" integer DEFAULT 0 NOT NULL,
	"reviews" integer DEFAULT 0 NOT NULL,
	"acceptance" integer GENERATED ALWAYS AS (case when decided >= 10 then accepted * 10000 / decided end) STORED,
	"hidden" boolean DEFAULT false NOT NULL,
	CONSTRAINT "score_period_period_start_scope_id_user_id_pk" PRIMARY KEY("period","period_start","scope_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "user" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text,
	"email" text NOT NULL,
	"email_verified" timestamp (3) with time zone,
	"image" text,
	"handle" text DEFAULT 'u' || substr(md5(random()::text || clock_timestamp()::text), 1, 10) NOT NULL,
	"password_hash" text,
	"session_epoch" integer DEFAULT 0 NOT NULL,
	"is_admin" boolean DEFAULT false NOT NULL,
	"banned_at" timestamp (3) with time zone,
	"hidden_from_boards" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "api_token" ADD CONSTRAINT "api_token_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity" ADD CONSTRAINT "identity_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "one_time_token" ADD CONSTRAINT "one_time_token_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "batch" ADD CONSTRAINT "batch_project_id_project_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."project"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "batch" ADD CONSTRAINT "batch_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "batch_refusal" ADD CONSTRAINT "batch_refusal_batch_id_batch_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."batch"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contribution" ADD CONSTRAINT "contribution_project_id_project_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."project"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contribution" ADD CONSTRAINT "contribution_author_id_user_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "draft" ADD CONSTRAINT "draft_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "draft" ADD CONSTRAINT "draft_project_id_project_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."project"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "revision" ADD CONSTRAINT "revision_contribution_id_contribution_id_fk" FOREIGN KEY ("contribution_id") REFERENCES "public"."contribution"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfer" ADD CONSTRAINT "transfer_debit_account_id_unit_account_id_unit_fk" FOREIGN KEY ("debit_account_id","unit") REFERENCES "public"."account"("id","unit") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfer" ADD CONSTRAINT "transfer_credit_account_id_unit_account_id_unit_fk" FOREIGN KEY ("credit_account_id","unit") REFERENCES "public"."account"("id","unit") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consent" ADD CONSTRAINT "consent_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consent" ADD CONSTRAINT "consent_project_id_project_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."project"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "membership" ADD CONSTRAINT "membership_project_id_project_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."project"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "membership" ADD CONSTRAINT "membership_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project" ADD CONSTRAINT "project_owner_id_user_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review" ADD CONSTRAINT "review_slot_id_slot_id_fk" FOREIGN KEY ("slot_id") REFERENCES "public"."slot"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review" ADD CONSTRAINT "review_contribution_id_contribution_id_fk" FOREIGN KEY ("contribution_id") REFERENCES "public"."contribution"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review" ADD CONSTRAINT "review_reviewer_id_user_id_fk" FOREIGN KEY ("reviewer_id") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "slot" ADD CONSTRAINT "slot_project_id_project_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."project"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "slot" ADD CONSTRAINT "slot_contribution_id_contribution_id_fk" FOREIGN KEY ("contribution_id") REFERENCES "public"."contribution"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "slot" ADD CONSTRAINT "slot_holder_id_user_id_fk" FOREIGN KEY ("holder_id") REFERENCES "public"."user"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "slot_skip" ADD CONSTRAINT "slot_skip_contribution_id_contribution_id_fk" FOREIGN KEY ("contribution_id") REFERENCES "public"."contribution"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verdict" ADD CONSTRAINT "verdict_contribution_id_contribution_id_fk" FOREIGN KEY ("contribution_id") REFERENCES "public"."contribution"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_event_created_idx" ON "audit_event" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "api_token_user_idx" ON "api_token" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "idempotency_created_idx" ON "idempotency" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "identity_user_idx" ON "identity" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "batch_user_idx" ON "batch" USING btree ("user_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "contribution_content_key" ON "contribution" USING btree ("project_id","content_hash") WHERE "contribution"."status" <> 'withdrawn';--> statement-breakpoint
CREATE INDEX "contribution_project_idx" ON "contribution" USING btree ("project_id","status","id");--> statement-breakpoint
CREATE INDEX "contribution_author_idx" ON "contribution" USING btree ("author_id","id");--> statement-breakpoint
CREATE INDEX "job_due_idx" ON "job" USING btree ("run_at") WHERE "job"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "job_locked_idx" ON "job" USING btree ("locked_until") WHERE "job"."state" = 'running';--> statement-breakpoint
CREATE INDEX "job_created_idx" ON "job" USING btree ("created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "job_key_key" ON "job" USING btree ("key") WHERE "job"."state" in ('waiting', 'running');--> statement-breakpoint
CREATE INDEX "entry_subject_idx" ON "entry" USING btree ("subject_id","index");--> statement-breakpoint
CREATE INDEX "entry_kind_idx" ON "entry" USING btree ("kind","index");--> statement-breakpoint
CREATE INDEX "outbox_created_idx" ON "outbox" USING btree ("created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "transfer_resolution_key" ON "transfer" USING btree ("contribution_id","round","kind","credit_account_id") WHERE "transfer"."kind" in ('award', 'fee', 'release');--> statement-breakpoint
CREATE INDEX "transfer_debit_idx" ON "transfer" USING btree ("debit_account_id","created_at","id");--> statement-breakpoint
CREATE INDEX "transfer_credit_idx" ON "transfer" USING btree ("credit_account_id","created_at","id");--> statement-breakpoint
CREATE INDEX "transfer_contribution_idx" ON "transfer" USING btree ("contribution_id");--> statement-breakpoint
CREATE INDEX "consent_user_project_idx" ON "consent" USING btree ("user_id","project_id");--> statement-breakpoint
CREATE INDEX "membership_user_idx" ON "membership" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "project_state_idx" ON "project" USING btree ("state","created_at","id");--> statement-breakpoint
CREATE INDEX "project_owner_idx" ON "project" USING btree ("owner_id");--> statement-breakpoint
CREATE UNIQUE INDEX "review_reviewer_key" ON "review" USING btree ("contribution_id","round","reviewer_id");--> statement-breakpoint
CREATE INDEX "review_reviewer_idx" ON "review" USING btree ("reviewer_id","id");--> statement-breakpoint
CREATE INDEX "slot_open_idx" ON "slot" USING btree ("project_id","order_key","id") WHERE "slot"."state" = 'open';--> statement-breakpoint
CREATE INDEX "slot_lease_idx" ON "slot" USING btree ("lease_expires_at") WHERE "slot"."state" = 'leased';--> statement-breakpoint
CREATE INDEX "slot_seal_idx" ON "slot" USING btree ("seals_at") WHERE "slot"."state" = 'decided';--> statement-breakpoint
CREATE UNIQUE INDEX "slot_holder_key" ON "slot" USING btree ("contribution_id","round","holder_id");--> statement-breakpoint
CREATE INDEX "slot_holder_idx" ON "slot" USING btree ("holder_id","state");--> statement-breakpoint
CREATE INDEX "verdict_project_idx" ON "verdict" USING btree ("project_id","created_at");--> statement-breakpoint
CREATE INDEX "score_points_idx" ON "score" USING btree ("period","period_start","scope_id","points","user_id") WHERE not "score"."hidden";--> statement-breakpoint
CREATE INDEX "score_accepted_idx" ON "score" USING btree ("period","period_start","scope_id","accepted","user_id") WHERE not "score"."hidden";--> statement-breakpoint
CREATE INDEX "score_reviews_idx" ON "score" USING btree ("period","period_start","scope_id","reviews","user_id") WHERE not "score"."hidden";--> statement-breakpoint
CREATE INDEX "score_acceptance_idx" ON "score" USING btree ("period","period_start","scope_id","acceptance","user_id") WHERE not "score"."hidden" and "score"."acceptance" is not null;--> statement-breakpoint
CREATE INDEX "score_user_idx" ON "score" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "user_email_key" ON "user" USING btree (lower("email"));--> statement-breakpoint
CREATE UNIQUE INDEX "user_handle_key" ON "user" USING btree (lower("handle"));--> statement-breakpoint
CREATE INDEX "user_created_at_idx" ON "user" USING btree ("created_at","id");
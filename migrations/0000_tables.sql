CREATE SCHEMA "audit";
--> statement-breakpoint
CREATE SCHEMA "intake";
--> statement-breakpoint
CREATE SCHEMA "publication";
--> statement-breakpoint
CREATE SCHEMA "vocabulary";
--> statement-breakpoint
CREATE TABLE "intake"."api_key" (
	"id" text PRIMARY KEY NOT NULL,
	"secret_hash" "bytea" NOT NULL,
	"name" text NOT NULL,
	"roles" text[] NOT NULL,
	"area" text,
	"created_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "audit"."event" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"actor" text NOT NULL,
	"act" text NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"area" text,
	"detail" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "intake"."submission" (
	"id" uuid PRIMARY KEY NOT NULL,
	"domain" text NOT NULL,
	"period" text,
	"area" text,
	"sender" text NOT NULL,
	"layout" text NOT NULL,
	"classification" text,
	"origin" text NOT NULL,
	"status" text NOT NULL,
	"file_name" text,
	"media_type" text NOT NULL,
	"sha256" text NOT NULL,
	"byte_length" bigint NOT NULL,
	"row_count" integer NOT NULL,
	"cell_count" integer NOT NULL,
	"error_count" integer NOT NULL,
	"query_count" integer NOT NULL,
	"notice_count" integer NOT NULL,
	"idempotency_key" text,
	"submitted_by" text NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"approved_by" text,
	"approved_at" timestamp with time zone,
	"superseded_by" uuid,
	CONSTRAINT "submission_status_known" CHECK ("intake"."submission"."status" in ('checked','returned','submitted','approved','superseded','withdrawn')),
	CONSTRAINT "submission_origin_known" CHECK ("intake"."submission"."origin" in ('official','authority'))
);
--> statement-breakpoint
CREATE TABLE "intake"."submission_cell" (
	"submission_id" uuid NOT NULL,
	"row_number" integer NOT NULL,
	"ordinal" integer NOT NULL,
	"measure_id" text NOT NULL,
	"period" text NOT NULL,
	"area" text NOT NULL,
	"ethnic_group" text NOT NULL,
	"ethnic_group_as_sent" text,
	"sex" text NOT NULL,
	"age_band" text NOT NULL,
	"category" text NOT NULL,
	"numerator" double precision,
	"numerator_status" text NOT NULL,
	"denominator" double precision,
	"denominator_status" text,
	"sum_of_squares" double precision,
	"is_part" boolean NOT NULL,
	CONSTRAINT "submission_cell_submission_id_row_number_ordinal_pk" PRIMARY KEY("submission_id","row_number","ordinal")
);
--> statement-breakpoint
CREATE TABLE "intake"."submission_file" (
	"submission_id" uuid NOT NULL,
	"part" integer NOT NULL,
	"bytes" "bytea" NOT NULL,
	CONSTRAINT "submission_file_submission_id_part_pk" PRIMARY KEY("submission_id","part")
);
--> statement-breakpoint
CREATE TABLE "intake"."submission_finding" (
	"submission_id" uuid NOT NULL,
	"ordinal" integer NOT NULL,
	"key" text NOT NULL,
	"code" text NOT NULL,
	"severity" text NOT NULL,
	"title" text NOT NULL,
	"message" text NOT NULL,
	"hint" text NOT NULL,
	"row_number" integer,
	"line" integer,
	"column_name" text,
	"field" text,
	"value" text,
	"expected" text,
	"occurrences" integer NOT NULL,
	CONSTRAINT "submission_finding_submission_id_ordinal_pk" PRIMARY KEY("submission_id","ordinal"),
	CONSTRAINT "finding_severity_known" CHECK ("intake"."submission_finding"."severity" in ('error','query','notice'))
);
--> statement-breakpoint
CREATE TABLE "publication"."artefact" (
	"release_id" integer NOT NULL,
	"name" text NOT NULL,
	"format" text NOT NULL,
	"media_type" text NOT NULL,
	"sha256" text NOT NULL,
	"byte_length" bigint NOT NULL,
	"row_count" integer NOT NULL,
	CONSTRAINT "artefact_release_id_name_format_pk" PRIMARY KEY("release_id","name","format")
);
--> statement-breakpoint
CREATE TABLE "publication"."artefact_part" (
	"release_id" integer NOT NULL,
	"name" text NOT NULL,
	"format" text NOT NULL,
	"part" integer NOT NULL,
	"bytes" "bytea" NOT NULL,
	CONSTRAINT "artefact_part_release_id_name_format_part_pk" PRIMARY KEY("release_id","name","format","part")
);
--> statement-breakpoint
CREATE TABLE "publication"."cell" (
	"measure_id" text NOT NULL,
	"period" text NOT NULL,
	"area" text NOT NULL,
	"ethnic_group" text NOT NULL,
	"sex" text NOT NULL,
	"age_band" text NOT NULL,
	"category" text NOT NULL,
	"since" integer NOT NULL,
	"numerator" double precision,
	"numerator_status" text NOT NULL,
	"denominator" double precision,
	"denominator_status" text,
	"sum_of_squares" double precision,
	"origin" text NOT NULL,
	"coverage_id" integer,
	"ended" boolean NOT NULL,
	CONSTRAINT "cell_pkey" PRIMARY KEY("measure_id","period","area","ethnic_group","sex","age_band","category","since"),
	CONSTRAINT "cell_value_or_reason" CHECK (("publication"."cell"."numerator" is not null) = ("publication"."cell"."numerator_status" in ('shown','rounded'))),
	CONSTRAINT "cell_denominator_or_reason" CHECK (("publication"."cell"."denominator" is not null) = coalesce("publication"."cell"."denominator_status" in ('shown','rounded'), false))
);
--> statement-breakpoint
CREATE TABLE "publication"."coverage" (
	"id" serial PRIMARY KEY NOT NULL,
	"sha256" text NOT NULL,
	"body" jsonb NOT NULL,
	CONSTRAINT "coverage_sha256_unique" UNIQUE("sha256")
);
--> statement-breakpoint
CREATE TABLE "publication"."draft_cell" (
	"release_id" integer NOT NULL,
	"measure_id" text NOT NULL,
	"period" text NOT NULL,
	"area" text NOT NULL,
	"ethnic_group" text NOT NULL,
	"sex" text NOT NULL,
	"age_band" text NOT NULL,
	"category" text NOT NULL,
	"numerator" double precision,
	"numerator_status" text NOT NULL,
	"denominator" double precision,
	"denominator_status" text,
	"sum_of_squares" double precision,
	"origin" text NOT NULL,
	"coverage_id" integer,
	CONSTRAINT "draft_cell_pkey" PRIMARY KEY("release_id","measure_id","period","area","ethnic_group","sex","age_band","category")
);
--> statement-breakpoint
CREATE TABLE "vocabulary"."edition" (
	"id" serial PRIMARY KEY NOT NULL,
	"sha256" text NOT NULL,
	"loaded_at" timestamp with time zone NOT NULL,
	"body" jsonb NOT NULL,
	CONSTRAINT "edition_sha256_unique" UNIQUE("sha256")
);
--> statement-breakpoint
CREATE TABLE "publication"."release" (
	"id" serial PRIMARY KEY NOT NULL,
	"version" text NOT NULL,
	"status" text NOT NULL,
	"number" integer,
	"base_number" integer,
	"is_latest" boolean NOT NULL,
	"notes" text NOT NULL,
	"edition" integer NOT NULL,
	"cell_count" integer NOT NULL,
	"withheld_count" integer NOT NULL,
	"manifest" jsonb NOT NULL,
	"drafted_by" text NOT NULL,
	"drafted_at" timestamp with time zone NOT NULL,
	"approved_by" text,
	"approved_at" timestamp with time zone,
	"published_by" text,
	"published_at" timestamp with time zone,
	"withdrawn_reason" text,
	"withdrawn_at" timestamp with time zone,
	CONSTRAINT "release_version_unique" UNIQUE("version"),
	CONSTRAINT "release_number_unique" UNIQUE("number"),
	CONSTRAINT "release_status_known" CHECK ("publication"."release"."status" in ('draft','protected','approved','published','superseded','withdrawn')),
	CONSTRAINT "release_second_person" CHECK ("publication"."release"."approved_by" is null or "publication"."release"."approved_by" <> "publication"."release"."drafted_by")
);
--> statement-breakpoint
ALTER TABLE "intake"."submission_file" ADD CONSTRAINT "submission_file_submission_id_submission_id_fk" FOREIGN KEY ("submission_id") REFERENCES "intake"."submission"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "intake"."submission_finding" ADD CONSTRAINT "submission_finding_submission_id_submission_id_fk" FOREIGN KEY ("submission_id") REFERENCES "intake"."submission"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "publication"."artefact" ADD CONSTRAINT "artefact_release_id_release_id_fk" FOREIGN KEY ("release_id") REFERENCES "publication"."release"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "publication"."artefact_part" ADD CONSTRAINT "artefact_part_release_id_release_id_fk" FOREIGN KEY ("release_id") REFERENCES "publication"."release"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "publication"."release" ADD CONSTRAINT "release_edition_edition_id_fk" FOREIGN KEY ("edition") REFERENCES "vocabulary"."edition"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "event_by_subject" ON "audit"."event" USING btree ("subject_kind","subject_id");--> statement-breakpoint
CREATE UNIQUE INDEX "submission_idempotency" ON "intake"."submission" USING btree ("sender","idempotency_key");--> statement-breakpoint
CREATE INDEX "submission_by_area" ON "intake"."submission" USING btree ("area","domain","period","status");--> statement-breakpoint
CREATE INDEX "submission_cell_by_place" ON "intake"."submission_cell" USING btree ("submission_id","measure_id","period");--> statement-breakpoint
CREATE UNIQUE INDEX "release_one_latest" ON "publication"."release" USING btree ("is_latest") WHERE "publication"."release"."is_latest";
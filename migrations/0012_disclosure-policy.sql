CREATE SCHEMA "disclosure";
--> statement-breakpoint
CREATE TABLE "disclosure"."policy_approval" (
	"version" integer PRIMARY KEY NOT NULL,
	"approved_by" text NOT NULL,
	"approved_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "disclosure"."policy_version" (
	"version" integer PRIMARY KEY NOT NULL,
	"based_on" integer NOT NULL,
	"sha256" text NOT NULL,
	"body" jsonb NOT NULL,
	"reason" text NOT NULL,
	"weakened" text[] NOT NULL,
	"changed_by" text NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "policy_version_has_a_reason" CHECK (length("disclosure"."policy_version"."reason") > 0),
	CONSTRAINT "policy_version_follows_another" CHECK ("disclosure"."policy_version"."based_on" < "disclosure"."policy_version"."version")
);
--> statement-breakpoint
CREATE TABLE "disclosure"."release_plan" (
	"id" serial PRIMARY KEY NOT NULL,
	"measure_id" text NOT NULL,
	"basis" text[] NOT NULL,
	"margins" jsonb NOT NULL,
	"made_by" text NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	"holds_until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "disclosure"."policy_approval" ADD CONSTRAINT "policy_approval_version_policy_version_version_fk" FOREIGN KEY ("version") REFERENCES "disclosure"."policy_version"("version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "release_plan_by_measure" ON "disclosure"."release_plan" USING btree ("measure_id","id");
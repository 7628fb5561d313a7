CREATE TABLE "disclosure"."protected_family" (
	"sha256" text PRIMARY KEY NOT NULL,
	"body" "bytea" NOT NULL,
	"facts" jsonb NOT NULL,
	"protected_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "disclosure"."protection_run" (
	"release_id" integer PRIMARY KEY NOT NULL,
	"policy_version" integer NOT NULL,
	"done" integer NOT NULL,
	"total" integer NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"problem" text
);
--> statement-breakpoint
CREATE TABLE "disclosure"."release_family" (
	"release_id" integer NOT NULL,
	"sha256" text NOT NULL,
	"domain" text NOT NULL,
	CONSTRAINT "release_family_release_id_sha256_pk" PRIMARY KEY("release_id","sha256")
);
--> statement-breakpoint
ALTER TABLE "disclosure"."protection_run" ADD CONSTRAINT "protection_run_release_id_release_id_fk" FOREIGN KEY ("release_id") REFERENCES "publication"."release"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disclosure"."release_family" ADD CONSTRAINT "release_family_release_id_release_id_fk" FOREIGN KEY ("release_id") REFERENCES "publication"."release"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disclosure"."release_family" ADD CONSTRAINT "release_family_sha256_protected_family_sha256_fk" FOREIGN KEY ("sha256") REFERENCES "disclosure"."protected_family"("sha256") ON DELETE no action ON UPDATE no action;
CREATE TABLE "intake"."purge" (
	"id" uuid PRIMARY KEY NOT NULL,
	"submission_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"proposed_by" text NOT NULL,
	"proposed_at" timestamp with time zone NOT NULL,
	"confirmed_by" text,
	"confirmed_at" timestamp with time zone,
	"taken_back_by" text,
	"taken_back_at" timestamp with time zone,
	CONSTRAINT "purge_second_person" CHECK ("intake"."purge"."confirmed_by" <> "intake"."purge"."proposed_by"),
	CONSTRAINT "purge_ends_once" CHECK ("intake"."purge"."confirmed_at" is null or "intake"."purge"."taken_back_at" is null),
	CONSTRAINT "purge_says_why" CHECK (length("intake"."purge"."reason") between 1 and 500)
);
--> statement-breakpoint
CREATE TABLE "publication"."release_source" (
	"release_id" integer NOT NULL,
	"submission_id" uuid NOT NULL,
	CONSTRAINT "release_source_release_id_submission_id_pk" PRIMARY KEY("release_id","submission_id")
);
--> statement-breakpoint
ALTER TABLE "intake"."submission" ADD COLUMN "purged_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "intake"."purge" ADD CONSTRAINT "purge_submission_id_submission_id_fk" FOREIGN KEY ("submission_id") REFERENCES "intake"."submission"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "publication"."release_source" ADD CONSTRAINT "release_source_release_id_release_id_fk" FOREIGN KEY ("release_id") REFERENCES "publication"."release"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "purge_one_each" ON "intake"."purge" USING btree ("submission_id") WHERE "intake"."purge"."taken_back_at" is null;--> statement-breakpoint
CREATE INDEX "submission_purged" ON "intake"."submission" USING btree ("sha256") WHERE "intake"."submission"."purged_at" is not null;
CREATE TABLE "publication"."artefact_run" (
	"release_id" integer NOT NULL,
	"name" text NOT NULL,
	"measure_id" text NOT NULL,
	"period" text NOT NULL,
	"area" text NOT NULL,
	"first_byte" bigint NOT NULL,
	"byte_length" bigint NOT NULL,
	"row_count" integer NOT NULL,
	CONSTRAINT "artefact_run_release_id_name_measure_id_period_area_pk" PRIMARY KEY("release_id","name","measure_id","period","area")
);
--> statement-breakpoint
ALTER TABLE "publication"."artefact" ADD COLUMN "gzip_sha256" text;--> statement-breakpoint
ALTER TABLE "publication"."artefact" ADD COLUMN "gzip_length" bigint;--> statement-breakpoint
ALTER TABLE "publication"."artefact_run" ADD CONSTRAINT "artefact_run_release_id_release_id_fk" FOREIGN KEY ("release_id") REFERENCES "publication"."release"("id") ON DELETE no action ON UPDATE no action;
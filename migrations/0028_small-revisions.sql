CREATE TABLE "disclosure"."small_revision" (
	"release_id" integer NOT NULL,
	"domain" text NOT NULL,
	"period" text NOT NULL,
	"area" text NOT NULL,
	"found" boolean NOT NULL,
	"reason" text,
	CONSTRAINT "small_revision_release_id_domain_period_area_pk" PRIMARY KEY("release_id","domain","period","area"),
	CONSTRAINT "small_revision_says_why" CHECK (length("disclosure"."small_revision"."reason") between 1 and 500),
	CONSTRAINT "small_revision_found_or_asked" CHECK ("disclosure"."small_revision"."found" or "disclosure"."small_revision"."reason" is not null)
);
--> statement-breakpoint
ALTER TABLE "publication"."release_source" ADD COLUMN "drawn" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "disclosure"."small_revision" ADD CONSTRAINT "small_revision_release_id_release_id_fk" FOREIGN KEY ("release_id") REFERENCES "publication"."release"("id") ON DELETE no action ON UPDATE no action;
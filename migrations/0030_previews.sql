CREATE TABLE "publication"."preview_token" (
	"id" uuid PRIMARY KEY NOT NULL,
	"release_id" integer NOT NULL,
	"sha256" text NOT NULL,
	"label" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "preview_token_sha256_unique" UNIQUE("sha256")
);
--> statement-breakpoint
ALTER TABLE "publication"."release" ADD COLUMN "next_release" text;--> statement-breakpoint
ALTER TABLE "publication"."preview_token" ADD CONSTRAINT "preview_token_release_id_release_id_fk" FOREIGN KEY ("release_id") REFERENCES "publication"."release"("id") ON DELETE no action ON UPDATE no action;
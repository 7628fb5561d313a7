CREATE SCHEMA "declaration";
--> statement-breakpoint
CREATE TABLE "declaration"."declaration" (
	"kind" text NOT NULL,
	"id" text NOT NULL,
	"version" integer NOT NULL,
	"area" text NOT NULL,
	"body" jsonb NOT NULL,
	"declared_by" text NOT NULL,
	"declared_at" timestamp with time zone NOT NULL,
	CONSTRAINT "declaration_version_once" PRIMARY KEY("kind","id","version"),
	CONSTRAINT "declaration_kind_known" CHECK ("declaration"."declaration"."kind" in ('target', 'programme')),
	CONSTRAINT "declaration_versions_from_one" CHECK ("declaration"."declaration"."version" > 0)
);

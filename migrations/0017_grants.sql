CREATE TABLE "intake"."authority_grant" (
	"id" uuid PRIMARY KEY NOT NULL,
	"area" text NOT NULL,
	"grantee" text NOT NULL,
	"domains" text[] NOT NULL,
	"rights" text[] NOT NULL,
	"granted_by" text NOT NULL,
	"granted_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone,
	"revoked_by" text,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "authority_grant_to_another" CHECK ("intake"."authority_grant"."area" <> "intake"."authority_grant"."grantee"),
	CONSTRAINT "authority_grant_rights_known" CHECK (cardinality("intake"."authority_grant"."rights") > 0 and "intake"."authority_grant"."rights" <@ array['submit','approve']),
	CONSTRAINT "authority_grant_of_some_domain" CHECK (cardinality("intake"."authority_grant"."domains") > 0)
);
--> statement-breakpoint
CREATE INDEX "authority_grant_by_grantee" ON "intake"."authority_grant" USING btree ("grantee","area");
CREATE TABLE "intake"."collection" (
	"id" uuid PRIMARY KEY NOT NULL,
	"domain" text NOT NULL,
	"period" text NOT NULL,
	"due_on" date NOT NULL,
	"measures" text[] NOT NULL,
	"status" text NOT NULL,
	"opened_by" text NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	CONSTRAINT "collection_status_known" CHECK ("intake"."collection"."status" in ('open','closed')),
	CONSTRAINT "collection_asks_for_something" CHECK (cardinality("intake"."collection"."measures") > 0)
);
--> statement-breakpoint
CREATE UNIQUE INDEX "collection_one_of_domain_and_period" ON "intake"."collection" USING btree ("domain","period");
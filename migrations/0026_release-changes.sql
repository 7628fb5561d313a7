ALTER TABLE "publication"."release" ADD COLUMN "bump" text;--> statement-breakpoint
ALTER TABLE "publication"."release" ADD COLUMN "correction" text;--> statement-breakpoint
ALTER TABLE "publication"."release" ADD COLUMN "changes" jsonb;--> statement-breakpoint
ALTER TABLE "publication"."release" ADD CONSTRAINT "release_bump_known" CHECK ("publication"."release"."bump" in ('major','minor','patch'));
ALTER TABLE "intake"."api_key" ADD COLUMN "expires_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "intake"."api_key" ADD COLUMN "last_used_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "event_by_area" ON "audit"."event" USING btree ("area","id");
CREATE TABLE "intake"."finding_note" (
	"submission_id" uuid NOT NULL,
	"key" text NOT NULL,
	"note" text NOT NULL,
	"noted_by" text NOT NULL,
	"noted_at" timestamp with time zone NOT NULL,
	CONSTRAINT "finding_note_submission_id_key_pk" PRIMARY KEY("submission_id","key"),
	CONSTRAINT "finding_note_says_something" CHECK (length("intake"."finding_note"."note") between 1 and 2000)
);
--> statement-breakpoint
ALTER TABLE "intake"."finding_note" ADD CONSTRAINT "finding_note_submission_id_submission_id_fk" FOREIGN KEY ("submission_id") REFERENCES "intake"."submission"("id") ON DELETE no action ON UPDATE no action;
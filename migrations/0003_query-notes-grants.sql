-- A note may be written again, by its own authority; who wrote what when stands in the audit trail, without the text.
GRANT SELECT, INSERT ON intake.finding_note TO intake_writer;
--> statement-breakpoint
GRANT UPDATE (note, noted_by, noted_at) ON intake.finding_note TO intake_writer;
--> statement-breakpoint
ALTER TABLE intake.finding_note ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY finding_note_own_authority ON intake.finding_note TO intake_writer
  USING (EXISTS (SELECT 1 FROM intake.submission s WHERE s.id = submission_id))
  WITH CHECK (EXISTS (SELECT 1 FROM intake.submission s WHERE s.id = submission_id));

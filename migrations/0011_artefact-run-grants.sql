GRANT SELECT ON publication.artefact_run TO publisher, publication_reader;
--> statement-breakpoint
GRANT INSERT ON publication.artefact_run TO publisher;
--> statement-breakpoint
ALTER TABLE publication.artefact_run ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY artefact_run_read ON publication.artefact_run FOR SELECT TO publisher, publication_reader USING (true);
--> statement-breakpoint
CREATE POLICY artefact_run_of_unfinished_file ON publication.artefact_run FOR INSERT TO publisher
  WITH CHECK (NOT EXISTS (
    SELECT 1 FROM publication.artefact a
    WHERE a.release_id = artefact_run.release_id AND a.name = artefact_run.name AND a.format = 'csv'));
--> statement-breakpoint
-- Frozen files are compressed by their own formats: Postgres need not try again.
ALTER TABLE publication.artefact_part ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- The wall between what authorities send and what the public may read, held by the database even where code is wrong.
-- intake_writer takes files in; publisher reads approved ones and writes releases; publication_reader reads releases.
DO $$
DECLARE role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['intake_writer', 'publisher', 'publication_reader'] LOOP
    BEGIN
      EXECUTE format('CREATE ROLE %I LOGIN NOINHERIT', role_name);
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL; -- roles belong to the cluster: another database may have made them
    END;
  END LOOP;
END $$;
--> statement-breakpoint
GRANT USAGE ON SCHEMA vocabulary TO intake_writer, publisher, publication_reader;
--> statement-breakpoint
GRANT SELECT ON vocabulary.edition TO intake_writer, publisher, publication_reader;
--> statement-breakpoint
GRANT USAGE ON SCHEMA intake TO intake_writer, publisher;
--> statement-breakpoint
GRANT SELECT, INSERT ON intake.api_key TO intake_writer;
--> statement-breakpoint
GRANT UPDATE (revoked_at) ON intake.api_key TO intake_writer;
--> statement-breakpoint
GRANT SELECT, INSERT ON intake.submission, intake.submission_file, intake.submission_finding TO intake_writer;
--> statement-breakpoint
GRANT UPDATE (status, approved_by, approved_at, superseded_by, row_count, cell_count, error_count, query_count, notice_count, classification)
  ON intake.submission TO intake_writer;
--> statement-breakpoint
GRANT INSERT ON intake.submission_cell TO intake_writer;
--> statement-breakpoint
GRANT SELECT ON intake.submission TO publisher;
--> statement-breakpoint
-- One authority's intake is invisible to another's staff. `ldd.area` is the caller's authority, `*` for the steward;
-- `ldd.sender` is who sends, for national senders, who have no authority: two authorities' keys may have one name.
CREATE FUNCTION intake.in_scope(area text, sender text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    current_setting('ldd.area', true) = '*'
      OR area = nullif(current_setting('ldd.area', true), '')
      OR (area IS NULL AND sender = nullif(current_setting('ldd.sender', true), '')),
    false)
$$;
--> statement-breakpoint
ALTER TABLE intake.submission ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE intake.submission_file ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE intake.submission_finding ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY submission_own_authority ON intake.submission TO intake_writer
  USING (intake.in_scope(area, sender)) WITH CHECK (intake.in_scope(area, sender));
--> statement-breakpoint
CREATE POLICY submission_approved_only ON intake.submission FOR SELECT TO publisher USING (status = 'approved');
--> statement-breakpoint
CREATE POLICY submission_file_own_authority ON intake.submission_file TO intake_writer
  USING (EXISTS (SELECT 1 FROM intake.submission s WHERE s.id = submission_id))
  WITH CHECK (EXISTS (SELECT 1 FROM intake.submission s WHERE s.id = submission_id));
--> statement-breakpoint
CREATE POLICY submission_finding_own_authority ON intake.submission_finding TO intake_writer
  USING (EXISTS (SELECT 1 FROM intake.submission s WHERE s.id = submission_id))
  WITH CHECK (EXISTS (SELECT 1 FROM intake.submission s WHERE s.id = submission_id));
--> statement-breakpoint
-- COPY does not work on tables with row-level security, and cells arrive by COPY: so cells can be written but not read
-- by intake_writer, except through this view, which shows the caller's own.
CREATE VIEW intake.own_cell WITH (security_barrier) AS
  SELECT c.* FROM intake.submission_cell c JOIN intake.submission s ON s.id = c.submission_id
  WHERE intake.in_scope(s.area, s.sender);
--> statement-breakpoint
GRANT SELECT ON intake.own_cell TO intake_writer;
--> statement-breakpoint
CREATE VIEW intake.approved_cell WITH (security_barrier) AS
  SELECT c.*, s.domain, s.origin, s.layout, s.sender FROM intake.submission_cell c
  JOIN intake.submission s ON s.id = c.submission_id
  WHERE s.status = 'approved';
--> statement-breakpoint
GRANT SELECT ON intake.approved_cell TO publisher;
--> statement-breakpoint
GRANT USAGE ON SCHEMA audit TO intake_writer, publisher;
--> statement-breakpoint
GRANT INSERT ON audit.event TO intake_writer, publisher;
--> statement-breakpoint
GRANT SELECT ON audit.event TO intake_writer;
--> statement-breakpoint
GRANT USAGE ON SEQUENCE audit.event_id_seq TO intake_writer, publisher;
--> statement-breakpoint
ALTER TABLE audit.event ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY event_insert ON audit.event FOR INSERT TO intake_writer, publisher WITH CHECK (true);
--> statement-breakpoint
CREATE POLICY event_own_authority ON audit.event FOR SELECT TO intake_writer USING (intake.in_scope(area, NULL));
--> statement-breakpoint
GRANT USAGE ON SCHEMA publication TO publisher, publication_reader;
--> statement-breakpoint
GRANT SELECT ON publication.release, publication.cell, publication.coverage, publication.artefact, publication.artefact_part
  TO publisher, publication_reader;
--> statement-breakpoint
GRANT INSERT ON publication.release, publication.cell, publication.coverage, publication.artefact, publication.artefact_part
  TO publisher;
--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON publication.draft_cell TO publisher;
--> statement-breakpoint
GRANT UPDATE (version, status, number, is_latest, cell_count, withheld_count, manifest, approved_by, approved_at, published_by, published_at,
    withdrawn_reason, withdrawn_at)
  ON publication.release TO publisher;
--> statement-breakpoint
GRANT USAGE ON SEQUENCE publication.release_id_seq, publication.coverage_id_seq TO publisher;

-- Not even the role that publishes can change what a release says: cells can only be added to the publication that is
-- being made, a frozen file that is whole takes no further part, and a release keeps its number.
ALTER TABLE publication.cell ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY cell_read ON publication.cell FOR SELECT TO publisher, publication_reader USING (true);
--> statement-breakpoint
CREATE POLICY cell_of_next_publication ON publication.cell FOR INSERT TO publisher
  WITH CHECK (since = (SELECT coalesce(max(number), 0) + 1 FROM publication.release));
--> statement-breakpoint
ALTER TABLE publication.artefact_part ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY artefact_part_read ON publication.artefact_part FOR SELECT TO publisher, publication_reader USING (true);
--> statement-breakpoint
CREATE POLICY artefact_part_of_unfinished_file ON publication.artefact_part FOR INSERT TO publisher
  WITH CHECK (NOT EXISTS (
    SELECT 1 FROM publication.artefact a
    WHERE a.release_id = artefact_part.release_id AND a.name = artefact_part.name AND a.format = artefact_part.format));
--> statement-breakpoint
CREATE FUNCTION publication.keep_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.number IS NOT NULL AND (NEW.number IS DISTINCT FROM OLD.number OR NEW.version IS DISTINCT FROM OLD.version) THEN
    RAISE EXCEPTION 'a published release keeps its number and version' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER release_keeps_number BEFORE UPDATE ON publication.release
  FOR EACH ROW EXECUTE FUNCTION publication.keep_number();

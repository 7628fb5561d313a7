GRANT SELECT, INSERT ON publication.preview_token TO publisher;
--> statement-breakpoint
-- What a release said of itself when it was published it says for ever.
CREATE OR REPLACE FUNCTION publication.keep_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.number IS NOT NULL AND (NEW.number, NEW.version, NEW.notes, NEW.correction, NEW.changes, NEW.next_release)
    IS DISTINCT FROM (OLD.number, OLD.version, OLD.notes, OLD.correction, OLD.changes, OLD.next_release) THEN
    RAISE EXCEPTION 'a published release keeps its number, its version and what it said of itself' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;

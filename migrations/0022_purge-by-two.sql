-- Whoever sees a submission sees that it is to be purged; only its own authority, or the steward, proposes and takes back.
-- That it is confirmed is written by the function below and by nobody else.
GRANT SELECT, INSERT (id, submission_id, reason, proposed_by, proposed_at) ON intake.purge TO intake_writer;
--> statement-breakpoint
GRANT UPDATE (taken_back_by, taken_back_at) ON intake.purge TO intake_writer;
--> statement-breakpoint
ALTER TABLE intake.purge ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY purge_read_with_submission ON intake.purge FOR SELECT TO intake_writer
  USING (EXISTS (SELECT 1 FROM intake.submission s WHERE s.id = submission_id));
--> statement-breakpoint
CREATE POLICY purge_proposed_by_owner ON intake.purge FOR INSERT TO intake_writer
  WITH CHECK (EXISTS (SELECT 1 FROM intake.submission s
    WHERE s.id = submission_id AND s.purged_at IS NULL AND intake.in_scope(s.area, s.sender)));
--> statement-breakpoint
CREATE POLICY purge_taken_back_by_owner ON intake.purge FOR UPDATE TO intake_writer
  USING (confirmed_at IS NULL AND EXISTS (SELECT 1 FROM intake.submission s
    WHERE s.id = submission_id AND intake.in_scope(s.area, s.sender)));
--> statement-breakpoint
-- Written by whoever drafts, and read by nobody but the functions below.
GRANT INSERT ON publication.release_source TO publisher;
--> statement-breakpoint
-- What releases made before this drew on, as the audit trail has it: whatever was approved at any time between drafting and
-- publication. Rather one too many than one too few.
INSERT INTO publication.release_source
SELECT r.id, s.id FROM publication.release r
JOIN intake.submission s ON s.approved_at IS NOT NULL AND s.approved_at <= coalesce(r.published_at, now())
WHERE NOT EXISTS (
  SELECT 1 FROM audit.event e
  WHERE e.subject_kind = 'submission' AND e.subject_id = s.id::text
    AND e.act IN ('submission.supersede', 'submission.withdraw') AND e.at < r.drafted_at);
--> statement-breakpoint
-- The releases that anybody can read and that were made with a submission in the caller's sight, first to last.
CREATE FUNCTION intake.releases_made_with(of_submission uuid) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(r.version ORDER BY r.number), '{}')
  FROM publication.release r
  JOIN publication.release_source d ON d.release_id = r.id
  JOIN intake.submission s ON s.id = d.submission_id
  WHERE s.id = of_submission AND intake.in_scope(s.area, s.sender) AND r.number IS NOT NULL AND r.status <> 'withdrawn'
$$;
--> statement-breakpoint
-- Deletes what a submission brought, by a second person: the one way that anything is ever deleted from intake. Returns the
-- releases that stand in the way, and has done nothing then. `quoting` are the codes of findings that quote an authority's
-- earlier figures. The facts, the SHA-256 and the audit trail stay.
CREATE FUNCTION intake.purge_submission(of_submission uuid, person text, moment timestamptz, quoting text[]) RETURNS text[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  sent intake.submission;
  proposal intake.purge;
  standing text[];
  draft publication.release;
  parts bigint; blocks bigint; findings bigint; notes bigint; copies bigint; quotes bigint; drafts bigint := 0;
BEGIN
  -- Drafting and publishing wait, and what they have begun is waited for: the number of lockReleases.
  PERFORM pg_advisory_xact_lock(5170433003);
  SELECT * INTO sent FROM intake.submission s
    WHERE s.id = of_submission AND s.purged_at IS NULL AND intake.in_scope(s.area, s.sender) FOR UPDATE;
  SELECT * INTO proposal FROM intake.purge p
    WHERE p.submission_id = sent.id AND p.confirmed_at IS NULL AND p.taken_back_at IS NULL FOR UPDATE;
  IF proposal.id IS NULL THEN
    RAISE EXCEPTION 'no purge has been proposed' USING ERRCODE = 'check_violation', CONSTRAINT = 'purge_proposed_first';
  END IF;
  IF person IS NULL OR person = proposal.proposed_by THEN
    RAISE EXCEPTION 'a second person is needed' USING ERRCODE = 'check_violation', CONSTRAINT = 'purge_second_person';
  END IF;
  standing := intake.releases_made_with(of_submission);
  IF cardinality(standing) > 0 THEN
    RETURN standing;
  END IF;

  -- What was first written about this file and taken over by a later one is a copy.
  DELETE FROM intake.finding_note c USING intake.finding_note n
    WHERE n.submission_id = sent.id AND n.noted_at >= sent.received_at AND c.submission_id <> sent.id
      AND (c.key, c.note, c.noted_by, c.noted_at) = (n.key, n.note, n.noted_by, n.noted_at);
  GET DIAGNOSTICS copies = ROW_COUNT;
  -- Later files of its authority were held against this one while it was approved.
  UPDATE intake.submission_finding f SET message = 'The figures that this was about have been purged.', expected = NULL
    FROM intake.submission l
    WHERE l.id = f.submission_id AND f.code = ANY (quoting) AND strpos(f.message, sent.period) > 0
      AND l.id <> sent.id AND l.area = sent.area AND l.domain = sent.domain AND l.received_at >= sent.approved_at;
  GET DIAGNOSTICS quotes = ROW_COUNT;
  DELETE FROM intake.finding_note WHERE submission_id = sent.id;
  GET DIAGNOSTICS notes = ROW_COUNT;
  DELETE FROM intake.submission_finding WHERE submission_id = sent.id;
  GET DIAGNOSTICS findings = ROW_COUNT;
  DELETE FROM intake.cell_block WHERE submission_id = sent.id;
  GET DIAGNOSTICS blocks = ROW_COUNT;
  DELETE FROM intake.submission_file WHERE submission_id = sent.id;
  GET DIAGNOSTICS parts = ROW_COUNT;
  UPDATE intake.submission SET status = 'withdrawn', purged_at = moment, file_name = NULL, idempotency_key = NULL,
    media_type = btrim(split_part(media_type, ';', 1)) WHERE id = sent.id;
  UPDATE intake.purge SET confirmed_by = person, confirmed_at = moment WHERE id = proposal.id;

  -- Drafts that were never public, those thrown away among them. What one that is being worked on has read is known when it
  -- is done: it is given up, and keeps nothing from now on, since the service looks at its row first.
  FOR draft IN SELECT r.* FROM publication.release r WHERE r.number IS NULL AND sent.approved_at IS NOT NULL
    AND (r.status = 'draft'
      OR EXISTS (SELECT 1 FROM publication.release_source d WHERE d.release_id = r.id AND d.submission_id = sent.id))
    FOR UPDATE LOOP
    DELETE FROM publication.draft_cell WHERE release_id = draft.id;
    DELETE FROM disclosure.release_family WHERE release_id = draft.id;
    CONTINUE WHEN draft.status = 'withdrawn';
    drafts := drafts + 1;
    UPDATE publication.release SET status = 'withdrawn', withdrawn_at = moment,
      withdrawn_reason = 'A submission that it was drafted from has been purged' WHERE id = draft.id;
    INSERT INTO audit.event (at, actor, act, subject_kind, subject_id, area, detail)
      VALUES (moment, person, 'release.withdraw', 'release', draft.version, NULL,
        jsonb_build_object('from', draft.status, 'to', 'withdrawn'));
  END LOOP;
  -- Families of counts that are no release's, and so kept only to save work.
  DELETE FROM disclosure.protected_family f WHERE sent.approved_at IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM disclosure.release_family l WHERE l.sha256 = f.sha256);
  INSERT INTO audit.event (at, actor, act, subject_kind, subject_id, area, detail)
    VALUES (moment, person, 'submission.purge', 'submission', sent.id::text, sent.area,
      jsonb_build_object('from', sent.status, 'to', 'withdrawn', 'purge', proposal.id, 'proposedBy', proposal.proposed_by,
        'sha256', sent.sha256, 'bytes', sent.byte_length, 'parts', parts, 'blocks', blocks, 'findings', findings,
        'notes', notes, 'noteCopies', copies, 'quotes', quotes, 'drafts', drafts));
  RETURN '{}';
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION intake.releases_made_with(uuid) FROM PUBLIC;
--> statement-breakpoint
REVOKE ALL ON FUNCTION intake.purge_submission(uuid, text, timestamptz, text[]) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION intake.releases_made_with(uuid) TO intake_writer;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION intake.purge_submission(uuid, text, timestamptz, text[]) TO intake_writer;
--> statement-breakpoint
-- Samples of a column that Postgres keeps for its planner would outlive what they were taken from: so it takes none of text
-- that people wrote, of bytes, or of counts.
ALTER TABLE intake.submission ALTER COLUMN file_name SET STATISTICS 0, ALTER COLUMN media_type SET STATISTICS 0,
  ALTER COLUMN idempotency_key SET STATISTICS 0;
--> statement-breakpoint
ALTER TABLE intake.submission_file ALTER COLUMN bytes SET STATISTICS 0;
--> statement-breakpoint
ALTER TABLE intake.submission_finding ALTER COLUMN message SET STATISTICS 0, ALTER COLUMN column_name SET STATISTICS 0,
  ALTER COLUMN value SET STATISTICS 0, ALTER COLUMN expected SET STATISTICS 0, ALTER COLUMN key SET STATISTICS 0;
--> statement-breakpoint
ALTER TABLE intake.finding_note ALTER COLUMN note SET STATISTICS 0;
--> statement-breakpoint
ALTER TABLE intake.cell_block ALTER COLUMN ethnic_group_as_sent SET STATISTICS 0, ALTER COLUMN numerator SET STATISTICS 0,
  ALTER COLUMN denominator SET STATISTICS 0, ALTER COLUMN sum_of_squares SET STATISTICS 0;
--> statement-breakpoint
ALTER TABLE publication.draft_cell ALTER COLUMN numerator SET STATISTICS 0, ALTER COLUMN denominator SET STATISTICS 0,
  ALTER COLUMN sum_of_squares SET STATISTICS 0;
--> statement-breakpoint
ALTER TABLE publication.cell ALTER COLUMN numerator SET STATISTICS 0, ALTER COLUMN denominator SET STATISTICS 0,
  ALTER COLUMN sum_of_squares SET STATISTICS 0;
--> statement-breakpoint
ALTER TABLE disclosure.protected_family ALTER COLUMN body SET STATISTICS 0;

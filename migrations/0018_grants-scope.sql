-- An authority sees the grants that it gave and those that it holds; only it, or the steward, gives and ends them.
GRANT SELECT, INSERT ON intake.authority_grant TO intake_writer;
--> statement-breakpoint
GRANT UPDATE (revoked_by, revoked_at) ON intake.authority_grant TO intake_writer;
--> statement-breakpoint
ALTER TABLE intake.authority_grant ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY authority_grant_read_by_both ON intake.authority_grant FOR SELECT TO intake_writer
  USING (intake.in_scope(area, NULL) OR intake.in_scope(grantee, NULL));
--> statement-breakpoint
CREATE POLICY authority_grant_given_by_owner ON intake.authority_grant FOR INSERT TO intake_writer
  WITH CHECK (intake.in_scope(area, NULL));
--> statement-breakpoint
CREATE POLICY authority_grant_ended_by_owner ON intake.authority_grant FOR UPDATE TO intake_writer
  USING (intake.in_scope(area, NULL)) WITH CHECK (intake.in_scope(area, NULL));
--> statement-breakpoint
-- Whether the caller's authority holds a grant now: with any right, or with the one named.
CREATE FUNCTION intake.granted(of_area text, of_domain text, of_right text DEFAULT NULL) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT 1 FROM intake.authority_grant g
    WHERE g.area = of_area AND g.grantee = nullif(current_setting('ldd.area', true), '')
      AND of_domain = ANY (g.domains) AND (of_right IS NULL OR of_right = ANY (g.rights))
      AND g.revoked_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > now()))
$$;
--> statement-breakpoint
CREATE POLICY submission_by_grant ON intake.submission TO intake_writer
  USING (intake.granted(area, domain)) WITH CHECK (intake.granted(area, domain));
--> statement-breakpoint
CREATE OR REPLACE VIEW intake.own_cell WITH (security_barrier) AS
  SELECT c.* FROM intake.stored_cell c JOIN intake.submission s ON s.id = c.submission_id
  WHERE intake.in_scope(s.area, s.sender) OR intake.granted(s.area, s.domain);
--> statement-breakpoint
-- Whoever may see a submission may see what was done with it.
CREATE POLICY event_of_submission_in_sight ON audit.event FOR SELECT TO intake_writer
  USING (subject_kind = 'submission' AND EXISTS (SELECT 1 FROM intake.submission s WHERE s.id::text = subject_id));

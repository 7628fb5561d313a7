-- The policy and the release plan are added to and never changed. Whoever takes files in may read them, for previews of
-- one authority's own rows; whoever answers the public may not.
GRANT USAGE ON SCHEMA disclosure TO publisher, intake_writer;
--> statement-breakpoint
GRANT SELECT ON disclosure.policy_version, disclosure.policy_approval, disclosure.release_plan TO publisher, intake_writer;
--> statement-breakpoint
GRANT INSERT ON disclosure.policy_version, disclosure.policy_approval, disclosure.release_plan TO publisher;
--> statement-breakpoint
GRANT USAGE ON SEQUENCE disclosure.release_plan_id_seq TO publisher;
--> statement-breakpoint
-- A version that protects less than the floor is approved by another person than made it.
ALTER TABLE disclosure.policy_approval ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY policy_approval_read ON disclosure.policy_approval FOR SELECT TO publisher, intake_writer USING (true);
--> statement-breakpoint
CREATE POLICY policy_approval_by_another ON disclosure.policy_approval FOR INSERT TO publisher
  WITH CHECK (approved_by <> (SELECT v.changed_by FROM disclosure.policy_version v WHERE v.version = policy_approval.version));

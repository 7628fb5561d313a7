-- What is asked for may be read by anybody who comes through intake; only the steward, whose scope is `*`, asks.
GRANT SELECT, INSERT ON intake.collection TO intake_writer;
--> statement-breakpoint
GRANT UPDATE (due_on, measures, status) ON intake.collection TO intake_writer;
--> statement-breakpoint
ALTER TABLE intake.collection ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY collection_read_by_all ON intake.collection FOR SELECT TO intake_writer USING (true);
--> statement-breakpoint
CREATE POLICY collection_opened_by_steward ON intake.collection FOR INSERT TO intake_writer
  WITH CHECK (current_setting('ldd.area', true) = '*');
--> statement-breakpoint
CREATE POLICY collection_changed_by_steward ON intake.collection FOR UPDATE TO intake_writer
  USING (current_setting('ldd.area', true) = '*') WITH CHECK (current_setting('ldd.area', true) = '*');
--> statement-breakpoint
-- Who has returned what was asked for: the one thing of a submission that everybody may know, and so without the scope of
-- an authority. The area and the day; no id, no name, no count. A return that was superseded keeps its first day as long
-- as another stands in its place.
CREATE VIEW intake.collection_return WITH (security_barrier) AS
  SELECT c.id AS collection_id, s.area, (min(s.received_at) AT TIME ZONE 'Europe/London')::date AS returned_on
  FROM intake.collection c
  JOIN intake.submission s ON s.domain = c.domain AND s.period = c.period
  WHERE s.area IS NOT NULL AND s.status IN ('submitted', 'approved', 'superseded')
  GROUP BY c.id, s.area
  HAVING bool_or(s.status IN ('submitted', 'approved'));
--> statement-breakpoint
GRANT SELECT ON intake.collection_return TO intake_writer;

-- When each was approved goes with its cells: of two that hold the same cell the later one counts.
CREATE OR REPLACE VIEW intake.approved_cell WITH (security_barrier) AS
  SELECT c.*, s.domain, s.origin, s.layout, s.sender, s.approved_at FROM intake.stored_cell c
  JOIN intake.submission s ON s.id = c.submission_id
  WHERE s.status = 'approved';
--> statement-breakpoint
-- What published releases were made of, though it has been superseded since: a correction is held against it, and one that
-- is held back leaves it standing.
CREATE VIEW intake.published_source WITH (security_barrier) AS
  SELECT r.number, r.status <> 'withdrawn' AS stands, s.id AS submission_id, s.domain, s.period, s.area,
    s.purged_at IS NOT NULL AS purged
  FROM publication.release_source d
  JOIN publication.release r ON r.id = d.release_id
  JOIN intake.submission s ON s.id = d.submission_id
  WHERE d.drawn AND r.number IS NOT NULL AND s.origin = 'authority' AND s.area IS NOT NULL AND s.period IS NOT NULL;
--> statement-breakpoint
CREATE VIEW intake.published_cell WITH (security_barrier) AS
  SELECT c.*, s.domain, s.origin, s.layout, s.sender, s.approved_at FROM intake.stored_cell c
  JOIN intake.submission s ON s.id = c.submission_id
  WHERE EXISTS (SELECT 1 FROM publication.release_source d JOIN publication.release r ON r.id = d.release_id
    WHERE d.submission_id = s.id AND d.drawn AND r.number IS NOT NULL);
--> statement-breakpoint
GRANT SELECT ON intake.published_source, intake.published_cell TO publisher;
--> statement-breakpoint
-- Reasons are for those who make releases: the publisher adds them, says which of them were needed, and deletes none.
GRANT SELECT, INSERT, UPDATE (found) ON disclosure.small_revision TO publisher;

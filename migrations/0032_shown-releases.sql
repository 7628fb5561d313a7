-- What somebody outside has seen: releases that were ever public, and drafts that somebody was given a token of. What comes
-- later is held against all of it.
CREATE VIEW publication.shown_release AS
  SELECT r.id, r.number, r.status FROM publication.release r
  WHERE r.number IS NOT NULL OR EXISTS (SELECT 1 FROM publication.preview_token p WHERE p.release_id = r.id);
--> statement-breakpoint
GRANT SELECT ON publication.shown_release TO publisher;
--> statement-breakpoint
-- What was only previewed does not stand: nothing was published of it that could be kept.
CREATE OR REPLACE VIEW intake.published_source WITH (security_barrier) AS
  SELECT r.number, r.number IS NOT NULL AND r.status <> 'withdrawn' AS stands, s.id AS submission_id, s.domain, s.period, s.area,
    s.purged_at IS NOT NULL AS purged, r.id AS release_id
  FROM publication.release_source d
  JOIN publication.shown_release r ON r.id = d.release_id
  JOIN intake.submission s ON s.id = d.submission_id
  WHERE d.drawn AND s.origin = 'authority' AND s.area IS NOT NULL AND s.period IS NOT NULL;
--> statement-breakpoint
CREATE OR REPLACE VIEW intake.published_cell WITH (security_barrier) AS
  SELECT c.*, s.domain, s.origin, s.layout, s.sender, s.approved_at FROM intake.stored_cell c
  JOIN intake.submission s ON s.id = c.submission_id
  WHERE EXISTS (SELECT 1 FROM publication.release_source d JOIN publication.shown_release r ON r.id = d.release_id
    WHERE d.submission_id = s.id AND d.drawn);

-- How a file's ethnic groups were read goes into the release: also of one that has been superseded since, and stands on.
CREATE OR REPLACE VIEW intake.published_source WITH (security_barrier) AS
  SELECT r.number, r.number IS NOT NULL AND r.status <> 'withdrawn' AS stands, s.id AS submission_id, s.domain, s.period, s.area,
    s.purged_at IS NOT NULL AS purged, r.id AS release_id, s.classification
  FROM publication.release_source d
  JOIN publication.shown_release r ON r.id = d.release_id
  JOIN intake.submission s ON s.id = d.submission_id
  WHERE d.drawn AND s.origin = 'authority' AND s.area IS NOT NULL AND s.period IS NOT NULL;

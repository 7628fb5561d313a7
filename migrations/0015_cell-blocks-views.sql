-- Out of line and not compressed: compressing the arrays would take longer than everything else that writing them does.
ALTER TABLE intake.cell_block
  ALTER COLUMN row_number SET STORAGE EXTERNAL, ALTER COLUMN ordinal SET STORAGE EXTERNAL,
  ALTER COLUMN area SET STORAGE EXTERNAL, ALTER COLUMN ethnic_group SET STORAGE EXTERNAL,
  ALTER COLUMN ethnic_group_as_sent SET STORAGE EXTERNAL, ALTER COLUMN sex SET STORAGE EXTERNAL,
  ALTER COLUMN age_band SET STORAGE EXTERNAL, ALTER COLUMN category SET STORAGE EXTERNAL,
  ALTER COLUMN numerator SET STORAGE EXTERNAL, ALTER COLUMN numerator_status SET STORAGE EXTERNAL,
  ALTER COLUMN denominator SET STORAGE EXTERNAL, ALTER COLUMN denominator_status SET STORAGE EXTERNAL,
  ALTER COLUMN sum_of_squares SET STORAGE EXTERNAL, ALTER COLUMN is_part SET STORAGE EXTERNAL;
--> statement-breakpoint
ALTER TABLE intake.submission_file ALTER COLUMN bytes SET STORAGE EXTERNAL;
--> statement-breakpoint
INSERT INTO intake.cell_block
SELECT submission_id, row_number() OVER (PARTITION BY submission_id ORDER BY min(row_number)) - 1, measure_id, period,
  array_agg(row_number ORDER BY row_number, ordinal), array_agg(ordinal ORDER BY row_number, ordinal),
  array_agg(area ORDER BY row_number, ordinal), array_agg(ethnic_group ORDER BY row_number, ordinal),
  array_agg(ethnic_group_as_sent ORDER BY row_number, ordinal), array_agg(sex ORDER BY row_number, ordinal),
  array_agg(age_band ORDER BY row_number, ordinal), array_agg(category ORDER BY row_number, ordinal),
  array_agg(numerator ORDER BY row_number, ordinal), array_agg(numerator_status ORDER BY row_number, ordinal),
  array_agg(denominator ORDER BY row_number, ordinal), array_agg(denominator_status ORDER BY row_number, ordinal),
  array_agg(sum_of_squares ORDER BY row_number, ordinal), array_agg(is_part ORDER BY row_number, ordinal)
FROM (
  SELECT *, (row_number() OVER (PARTITION BY submission_id, measure_id, period ORDER BY row_number, ordinal) - 1) / 2048 AS piece
  FROM intake.submission_cell
) AS cell
GROUP BY submission_id, measure_id, period, piece;
--> statement-breakpoint
DROP VIEW intake.own_cell, intake.approved_cell;
--> statement-breakpoint
-- The cells of the blocks, one row each. `unnest` fills the shorter arrays up with nulls: so an empty array is null in every
-- row, and one element, of a column that has no nulls, stands for all.
CREATE VIEW intake.stored_cell AS
  SELECT b.submission_id, c.row_number, coalesce(c.ordinal, b.ordinal[1]) AS ordinal, b.measure_id, b.period,
    coalesce(c.area, b.area[1]) AS area, coalesce(c.ethnic_group, b.ethnic_group[1]) AS ethnic_group,
    CASE WHEN cardinality(b.ethnic_group_as_sent) = 1 THEN b.ethnic_group_as_sent[1] ELSE c.ethnic_group_as_sent END
      AS ethnic_group_as_sent,
    coalesce(c.sex, b.sex[1]) AS sex, coalesce(c.age_band, b.age_band[1]) AS age_band,
    coalesce(c.category, b.category[1]) AS category,
    CASE WHEN cardinality(b.numerator) = 1 THEN b.numerator[1] ELSE c.numerator END AS numerator,
    coalesce(c.numerator_status, b.numerator_status[1]) AS numerator_status,
    CASE WHEN cardinality(b.denominator) = 1 THEN b.denominator[1] ELSE c.denominator END AS denominator,
    CASE WHEN cardinality(b.denominator_status) = 1 THEN b.denominator_status[1] ELSE c.denominator_status END
      AS denominator_status,
    CASE WHEN cardinality(b.sum_of_squares) = 1 THEN b.sum_of_squares[1] ELSE c.sum_of_squares END AS sum_of_squares,
    coalesce(c.is_part, b.is_part[1]) AS is_part
  FROM intake.cell_block b,
    unnest(b.row_number, b.ordinal, b.area, b.ethnic_group, b.ethnic_group_as_sent, b.sex, b.age_band, b.category,
      b.numerator, b.numerator_status, b.denominator, b.denominator_status, b.sum_of_squares, b.is_part)
      AS c (row_number, ordinal, area, ethnic_group, ethnic_group_as_sent, sex, age_band, category,
        numerator, numerator_status, denominator, denominator_status, sum_of_squares, is_part);
--> statement-breakpoint
-- COPY does not work on tables with row-level security, and blocks arrive by COPY: so cells can be written but not read
-- by intake_writer, except through this view, which shows the caller's own.
CREATE VIEW intake.own_cell WITH (security_barrier) AS
  SELECT c.* FROM intake.stored_cell c JOIN intake.submission s ON s.id = c.submission_id
  WHERE intake.in_scope(s.area, s.sender);
--> statement-breakpoint
GRANT SELECT ON intake.own_cell TO intake_writer;
--> statement-breakpoint
CREATE VIEW intake.approved_cell WITH (security_barrier) AS
  SELECT c.*, s.domain, s.origin, s.layout, s.sender FROM intake.stored_cell c
  JOIN intake.submission s ON s.id = c.submission_id
  WHERE s.status = 'approved';
--> statement-breakpoint
GRANT SELECT ON intake.approved_cell TO publisher;
--> statement-breakpoint
GRANT INSERT ON intake.cell_block TO intake_writer;

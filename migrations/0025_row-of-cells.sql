-- The cells of a block that are all of one row: its number stands once, as everything that is the same in all of them.
CREATE OR REPLACE VIEW intake.stored_cell AS
  SELECT b.submission_id, coalesce(c.row_number, b.row_number[1]) AS row_number,
    coalesce(c.ordinal, b.ordinal[1]) AS ordinal, b.measure_id, b.period,
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

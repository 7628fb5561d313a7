-- Targets and programmes are public: whoever answers reads them, and no door changes or deletes one. They are written
-- beside their line in the audit, by the role that takes in what authorities send, and only for the writer's own authority.
GRANT USAGE ON SCHEMA declaration TO intake_writer, publication_reader;
--> statement-breakpoint
GRANT SELECT ON declaration.declaration TO intake_writer, publication_reader;
--> statement-breakpoint
GRANT INSERT ON declaration.declaration TO intake_writer;
--> statement-breakpoint
ALTER TABLE declaration.declaration ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY declaration_read ON declaration.declaration FOR SELECT TO intake_writer, publication_reader USING (true);
--> statement-breakpoint
-- Whose a declaration is, from its first version on; null for one that is new.
CREATE FUNCTION declaration.area_of(of_kind text, of_id text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT d.area FROM declaration.declaration d WHERE d.kind = of_kind AND d.id = of_id AND d.version = 1
$$;
--> statement-breakpoint
CREATE POLICY declaration_by_its_authority ON declaration.declaration FOR INSERT TO intake_writer
  WITH CHECK (intake.in_scope(area, NULL) AND coalesce(declaration.area_of(kind, id), area) = area);

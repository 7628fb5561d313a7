GRANT UPDATE (last_used_at) ON intake.api_key TO intake_writer;
--> statement-breakpoint
-- What has been done stays written down: no role of the service has the right to change it, and by this not even the owner
-- changes it by mistake.
CREATE FUNCTION audit.keep_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit trail is only added to' USING ERRCODE = 'insufficient_privilege';
END $$;
--> statement-breakpoint
CREATE TRIGGER event_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.event
  FOR EACH STATEMENT EXECUTE FUNCTION audit.keep_event();

-- Families of counts as they were protected hold raw counts and which of them were withheld for themselves. The publisher
-- adds to them and never changes one; nobody else may look.
GRANT SELECT, INSERT ON disclosure.protected_family, disclosure.release_family TO publisher;
--> statement-breakpoint
GRANT SELECT, INSERT ON disclosure.protection_run TO publisher;
--> statement-breakpoint
GRANT UPDATE (policy_version, done, total, started_at, ended_at, problem) ON disclosure.protection_run TO publisher;

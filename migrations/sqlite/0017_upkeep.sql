-- Claims of deputies, which end with the delegation.
CREATE INDEX request_phases_claimed ON request_phases (claimed_by) WHERE claimed_for IS NOT NULL;
-- What is old enough to be deleted.
CREATE INDEX notifications_created ON notifications (created_at);

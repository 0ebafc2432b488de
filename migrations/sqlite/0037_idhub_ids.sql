-- The id that a client of the IDHub API gave a template: no two have the same, also when both come at once.
ALTER TABLE certification_templates ADD COLUMN idhub_id TEXT;
CREATE UNIQUE INDEX certification_templates_idhub ON certification_templates (idhub_id);

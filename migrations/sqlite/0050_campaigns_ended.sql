-- What becomes of what nobody decided, where whoever ended the campaign said so. Where nobody did, as in all that run now,
-- it is as the definition says, which stays as it was at the start.
ALTER TABLE campaigns ADD COLUMN rest TEXT;

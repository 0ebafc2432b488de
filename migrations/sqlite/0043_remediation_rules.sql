-- What a template of grants named for its revokes was run for nobody; from now on it is, with the product's own authority, and
-- only access administrators name it. What was named before goes on as it went.
UPDATE certification_templates SET body = json_set(body, '$.remediationRule', 'BasicRevocation')
WHERE kind IN ('identity', 'entitlement', 'roleMembership') AND trim(json_extract(body, '$.remediationRule')) NOT IN ('', 'BasicRevocation', 'CorrectDefinition', 'DisableAccount', 'ModifyEntitlement');
UPDATE campaigns SET body = json_set(body, '$.remediationRule', 'BasicRevocation')
WHERE kind IN ('identity', 'entitlement', 'roleMembership') AND trim(json_extract(body, '$.remediationRule')) NOT IN ('', 'BasicRevocation', 'CorrectDefinition', 'DisableAccount', 'ModifyEntitlement');

-- Which edition of what it asks for a request is, and who said yes to that one. What was changed before counts as it is.
ALTER TABLE requests ADD COLUMN edition INTEGER NOT NULL DEFAULT 1;
ALTER TABLE request_actors ADD COLUMN agreed_by BLOB;

-- Who ended a phase with a yes, for themselves or in another's stead.
UPDATE request_actors SET agreed_by = (
    SELECT p.completed_by FROM request_phases p WHERE p.id = request_actors.phase_id
)
WHERE EXISTS (
    SELECT 1 FROM request_phases p
    WHERE p.id = request_actors.phase_id AND p.decision IN ('approve', 'fulfill')
      AND COALESCE(p.on_behalf_of, p.completed_by) = request_actors.user_id
);
-- Who agreed where all must, and others have not answered yet.
UPDATE request_actors SET agreed_by = (
    SELECT c.user_id FROM request_comments c
    JOIN request_phases p ON p.id = request_actors.phase_id AND p.name = c.phase
    WHERE c.request_id = request_actors.request_id AND c.action IN ('approve', 'fulfill')
      AND COALESCE(c.on_behalf_of, c.user_id) = request_actors.user_id
    ORDER BY c.at DESC LIMIT 1
)
WHERE NOT is_active AND agreed_by IS NULL AND EXISTS (
    SELECT 1 FROM request_phases p
    WHERE p.id = request_actors.phase_id AND p.status = 'in-progress' AND p.mode = 'all'
);

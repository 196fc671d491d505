-- The attempt of each segment that counts. Order: name.
SELECT name, part, revision, rows, removed, note, key, chore
FROM segments
ORDER BY name, revision DESC, part DESC
LIMIT 1 BY name

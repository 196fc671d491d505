-- First turns of conversations that did not go on, by codeword: those of {old}, without
-- those that went on in {fresh}; and those of {fresh}, without those that had gone on in
-- {past} or are in {old}.
SELECT account, code, CAST(SUM(conversations) AS BIGINT) AS conversations
FROM (
  SELECT account, code, conversations FROM {old}
  UNION ALL
  SELECT account, code, -COUNT(*)
  FROM (
    SELECT DISTINCT p.account, p.code, p.conversation
    FROM (SELECT account, code, conversation FROM {past} WHERE code <> 65535 AND conversation <> 0 AND turn = 1) AS p
    JOIN (SELECT DISTINCT conversation FROM {fresh} WHERE turn > 1 AND conversation <> 0) AS f ON f.conversation = p.conversation
    WHERE p.conversation NOT IN (
      SELECT q.conversation FROM (SELECT conversation FROM {past} WHERE turn > 1 AND conversation <> 0) AS q
      JOIN (SELECT DISTINCT conversation FROM {fresh} WHERE turn > 1 AND conversation <> 0) AS g ON g.conversation = q.conversation
    )
  ) AS went_on
  GROUP BY account, code
  UNION ALL
  SELECT account, code, COUNT(*)
  FROM {fresh}
  WHERE code <> 65535 AND conversation = 0 AND turn = 1
  GROUP BY account, code
  UNION ALL
  SELECT account, code, COUNT(*)
  FROM (
    SELECT DISTINCT account, code, conversation FROM {fresh}
    WHERE code <> 65535 AND conversation <> 0 AND turn = 1
      AND conversation NOT IN (SELECT conversation FROM {fresh} WHERE turn > 1)
      AND conversation NOT IN (
        SELECT q.conversation FROM (SELECT conversation FROM {past} WHERE turn > 1 AND conversation <> 0) AS q
        JOIN (SELECT DISTINCT conversation FROM {fresh} WHERE turn = 1) AS g ON g.conversation = q.conversation
      )
    EXCEPT
    SELECT p.account, p.code, p.conversation
    FROM (SELECT account, code, conversation FROM {past} WHERE code <> 65535 AND conversation <> 0 AND turn = 1) AS p
    JOIN (SELECT DISTINCT conversation FROM {fresh} WHERE turn = 1) AS g ON g.conversation = p.conversation
  ) AS new_singles
  GROUP BY account, code
) AS parts
GROUP BY account, code
HAVING SUM(conversations) > 0

-- Conversations in a codeword of {old}, and of {fresh}, but for those that are in both.
SELECT account, code, CAST(SUM(conversations) AS BIGINT) AS conversations
FROM (
  SELECT account, code, conversations FROM {old}
  UNION ALL
  SELECT account, code, CASE WHEN conversation = 0 THEN COUNT(*) ELSE 1 END AS conversations
  FROM {fresh}
  WHERE code <> 65535{slice}
  GROUP BY account, code, conversation
  UNION ALL
  SELECT account, code, -COUNT(*)
  FROM (
    SELECT DISTINCT p.account, p.code, p.conversation
    FROM (SELECT account, code, conversation FROM {past} WHERE code <> 65535 AND conversation <> 0{slice}) AS p
    JOIN (
      SELECT DISTINCT account, code, conversation FROM {fresh} WHERE code <> 65535 AND conversation <> 0{slice}
    ) AS f ON f.conversation = p.conversation AND f.account = p.account AND f.code = p.code
  ) AS both_times
  GROUP BY account, code
) AS parts
GROUP BY account, code

-- Conversations of an account in a codeword: a conversation counts once, an exchange
-- without one counts as its own. 65535 is no codeword. Order: account, code.
SELECT account, code, CAST(SUM(conversations) AS BIGINT) AS conversations
FROM (
  SELECT account, code, CASE WHEN conversation = 0 THEN COUNT(*) ELSE 1 END AS conversations
  FROM {rows}
  WHERE code <> 65535{slice}
  GROUP BY account, code, conversation
) AS seen
GROUP BY account, code

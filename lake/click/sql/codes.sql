-- Conversations of an account in a codeword: a conversation counts once, an exchange
-- without one counts as its own. 65535 is no codeword. Order: account, code.
SELECT account, code, sum(counted) AS conversations
FROM (
  SELECT account, code, if(conversation = 0, count(), 1) AS counted
  FROM {observations}
  WHERE code <> 65535{slice}
  GROUP BY account, code, conversation
)
GROUP BY account, code
ORDER BY account, code

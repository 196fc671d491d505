-- The reasoning ledger: who presented blocks that whom was issued. A block that two
-- exchanges or more issued has no issuer (0). An exchange that names no turn may have a
-- history. Order: account, issuer, same_org.
SELECT
  account,
  issuer,
  same_org,
  COUNT(*) AS presented,
  CAST(SUM(CASE WHEN issuer <> 0 AND moved = 0 THEN 1 ELSE 0 END) AS BIGINT) AS continued,
  CAST(SUM(CASE WHEN issuer <> 0 THEN moved ELSE 0 END) AS BIGINT) AS moved
FROM (
  SELECT
    shown.account,
    CASE WHEN ledger.digest IS NULL THEN CAST(0 AS UBIGINT) ELSE ledger.account END AS issuer,
    CASE WHEN shown.org <> 0 AND ledger.org = shown.org AND ledger.account <> shown.account THEN 1 ELSE 0 END AS same_org,
    CASE
      WHEN shown.conversation <> 0 AND ledger.conversation <> 0
        THEN CASE WHEN shown.conversation <> ledger.conversation THEN 1 ELSE 0 END
      WHEN shown.turn = 1 AND shown.tool_turns = 0 THEN 1
      ELSE 0
    END AS moved
  FROM (
    SELECT account, org, conversation, turn, tool_turns, UNNEST(presented) AS digest
    FROM {rows}
    WHERE presents = 1
  ) AS shown
  LEFT JOIN (
    SELECT digest, MIN(account) AS account, MIN(org) AS org, MIN(conversation) AS conversation
    FROM (SELECT account, org, conversation, UNNEST(issued) AS digest FROM {rows}) AS blocks
    WHERE digest IN (SELECT UNNEST(presented) FROM {rows} WHERE presents = 1)
    GROUP BY digest
    HAVING COUNT(*) = 1
  ) AS ledger ON ledger.digest = shown.digest
) AS presentations
GROUP BY account, issuer, same_org
ORDER BY account, issuer, same_org

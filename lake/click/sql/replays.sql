-- The reasoning ledger, of the blocks of this node: who presented blocks that whom was
-- issued. A block that two exchanges or more issued has no issuer (0). An exchange that names
-- no turn may have a history. Order: account, issuer, same_org.
SELECT
  account,
  issuer,
  same_org,
  count() AS presented,
  countIf(issuer <> 0 AND moved = 0) AS continued,
  countIf(issuer <> 0 AND moved = 1) AS moved_on
FROM (
  SELECT
    shown.account AS account,
    ledger.account AS issuer,
    shown.org <> 0 AND ledger.org = shown.org AND ledger.account <> shown.account AS same_org,
    if(shown.conversation <> 0 AND ledger.conversation <> 0,
      shown.conversation <> ledger.conversation,
      shown.turn = 1 AND shown.tool_turns = 0) AS moved
  FROM {presented} AS shown
  LEFT JOIN (
    SELECT digest, min(account) AS account, min(org) AS org, min(conversation) AS conversation
    FROM {issued}
    WHERE digest IN (SELECT digest FROM {presented})
    GROUP BY digest
    HAVING count() = 1
  ) AS ledger ON ledger.digest = shown.digest
)
GROUP BY account, issuer, same_org
ORDER BY account, issuer, same_org

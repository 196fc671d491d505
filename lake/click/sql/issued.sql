-- The reasoning blocks that this node's accounts were issued. To be spread by digest.
SELECT arrayJoin(issued) AS digest, account, org, conversation
FROM {observations}
WHERE notEmpty(issued)

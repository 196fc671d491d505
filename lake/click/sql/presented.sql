-- The reasoning blocks that this node's accounts presented. To be spread by digest.
SELECT arrayJoin(presented) AS digest, account, org, conversation, turn, tool_turns
FROM {observations}
WHERE notEmpty(presented)

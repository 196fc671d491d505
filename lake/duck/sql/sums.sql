-- The sums of an account over {rows}. An account without an organisation has 2⁶⁴−1. Distinct
-- values are counted by themselves: beside fifty sums they cost twice as much.
SELECT sums.*, orgs, named_conversations, skeletons, networks
FROM (
  SELECT
    account,
    MIN(CASE WHEN org = 0 THEN CAST(18446744073709551615 AS UBIGINT) ELSE org END) AS org,
    COUNT(*) AS exchanges,
    MIN(time) AS first,
    MAX(time) AS last,
    CAST(SUM(CASE WHEN conversation = 0 THEN 1 ELSE 0 END) AS BIGINT) AS no_conversation,
    CAST(SUM(CASE WHEN turn > 1 THEN 1 ELSE 0 END) AS BIGINT) AS follow_ups,
    CAST(SUM(CASE WHEN turn > 0 THEN 1 ELSE 0 END) AS BIGINT) AS with_content,
    CAST(SUM(CASE WHEN tool_turns > 0 THEN 1 ELSE 0 END) AS BIGINT) AS tool_turns,
    CAST(SUM(CASE WHEN tools > 0 THEN 1 ELSE 0 END) AS BIGINT) AS with_tools,
    CAST(SUM(CASE WHEN system <> 0 THEN 1 ELSE 0 END) AS BIGINT) AS with_system,
    CAST(SUM(CASE WHEN stream = 1 THEN 1 ELSE 0 END) AS BIGINT) AS streamed,
    CAST(SUM(CASE WHEN logprobs = 1 THEN 1 ELSE 0 END) AS BIGINT) AS logprobs,
    CAST(SUM(refused) AS BIGINT) AS refused,
    CAST(SUM(failed) AS BIGINT) AS failed,
    CAST(SUM(presents) AS BIGINT) AS presented,
    CAST(SUM(CASE WHEN input_tokens > 0 THEN input_tokens ELSE 0 END) AS BIGINT) AS input_tokens,
    CAST(SUM(CASE WHEN output_tokens > 0 THEN output_tokens ELSE 0 END) AS BIGINT) AS output_tokens,
    CAST(SUM(CASE WHEN reasoning_tokens > 0 THEN reasoning_tokens ELSE 0 END) AS BIGINT) AS reasoning_tokens,
    CAST(SUM(CASE WHEN max_tokens >= 0 THEN 1 ELSE 0 END) AS BIGINT) AS max_tokens_set,
    CAST(SUM(CASE WHEN output_tokens >= 0 THEN 1 ELSE 0 END) AS BIGINT) AS output_known,
    CAST(SUM(CASE WHEN length >= 0 THEN length ELSE 0 END) AS BIGINT) AS length_sum,
    CAST(SUM(CASE WHEN length >= 0 THEN CAST(length AS BIGINT) * length ELSE 0 END) AS BIGINT) AS length_squares,
    CAST(SUM(CASE WHEN length >= 0 AND turn = 1 THEN length ELSE 0 END) AS BIGINT) AS first_length_sum,
    CAST(SUM(CASE WHEN length >= 0 AND turn = 1 THEN CAST(length AS BIGINT) * length ELSE 0 END) AS BIGINT) AS first_length_squares,
    CAST(SUM((style >> 0) & 1) AS BIGINT) AS style0,
    CAST(SUM((style >> 1) & 1) AS BIGINT) AS style1,
    CAST(SUM((style >> 2) & 1) AS BIGINT) AS style2,
    CAST(SUM((style >> 3) & 1) AS BIGINT) AS style3,
    CAST(SUM((style >> 4) & 1) AS BIGINT) AS style4,
    CAST(SUM((style >> 5) & 1) AS BIGINT) AS style5,
    CAST(SUM((style >> 6) & 1) AS BIGINT) AS style6,
    CAST(SUM((style >> 7) & 1) AS BIGINT) AS style7,
    CAST(SUM((style >> 8) & 1) AS BIGINT) AS style8,
    CAST(SUM((style >> 9) & 1) AS BIGINT) AS style9,
    CAST(SUM((style >> 10) & 1) AS BIGINT) AS style10,
    CAST(SUM((style >> 11) & 1) AS BIGINT) AS style11,
    CAST(SUM((style >> 12) & 1) AS BIGINT) AS style12,
    CAST(SUM((style >> 13) & 1) AS BIGINT) AS style13,
    CAST(SUM((style >> 14) & 1) AS BIGINT) AS style14,
    CAST(SUM((style >> 15) & 1) AS BIGINT) AS style15,
    CAST(SUM((style >> 16) & 1) AS BIGINT) AS style16,
    CAST(SUM((style >> 17) & 1) AS BIGINT) AS style17,
    CAST(SUM((style >> 18) & 1) AS BIGINT) AS style18,
    CAST(SUM(intent0) AS BIGINT) AS intent0,
    CAST(SUM(intent1) AS BIGINT) AS intent1,
    CAST(SUM(intent2) AS BIGINT) AS intent2,
    CAST(SUM(intent3) AS BIGINT) AS intent3,
    CAST(SUM(intent4) AS BIGINT) AS intent4,
    CAST(SUM(intent5) AS BIGINT) AS intent5,
    CAST(SUM(intent6) AS BIGINT) AS intent6,
    CAST(SUM(intent7) AS BIGINT) AS intent7,
    CAST(SUM(CASE WHEN intent0 >= 128 THEN 1 ELSE 0 END) AS BIGINT) AS hits0,
    CAST(SUM(CASE WHEN intent1 >= 128 THEN 1 ELSE 0 END) AS BIGINT) AS hits1,
    CAST(SUM(CASE WHEN intent2 >= 128 THEN 1 ELSE 0 END) AS BIGINT) AS hits2,
    CAST(SUM(CASE WHEN intent3 >= 128 THEN 1 ELSE 0 END) AS BIGINT) AS hits3,
    CAST(SUM(CASE WHEN intent4 >= 128 THEN 1 ELSE 0 END) AS BIGINT) AS hits4,
    CAST(SUM(CASE WHEN intent5 >= 128 THEN 1 ELSE 0 END) AS BIGINT) AS hits5,
    CAST(SUM(CASE WHEN intent6 >= 128 THEN 1 ELSE 0 END) AS BIGINT) AS hits6,
    CAST(SUM(CASE WHEN intent7 >= 128 THEN 1 ELSE 0 END) AS BIGINT) AS hits7
  FROM {rows}
  WHERE TRUE{slice}
  GROUP BY account
) AS sums
JOIN (
  SELECT
    account,
    COUNT(DISTINCT org) - MAX(CASE WHEN org = 0 THEN 1 ELSE 0 END) AS orgs
  FROM {rows}
  WHERE TRUE{slice}
  GROUP BY account
) AS orgs_of ON orgs_of.account = sums.account
JOIN (
  SELECT
    account,
    COUNT(DISTINCT conversation) - MAX(CASE WHEN conversation = 0 THEN 1 ELSE 0 END) AS named_conversations
  FROM {rows}
  WHERE TRUE{slice}
  GROUP BY account
) AS named_conversations_of ON named_conversations_of.account = sums.account
JOIN (
  SELECT
    account,
    COUNT(DISTINCT skeleton) - MAX(CASE WHEN skeleton = 0 THEN 1 ELSE 0 END) AS skeletons
  FROM {rows}
  WHERE TRUE{slice}
  GROUP BY account
) AS skeletons_of ON skeletons_of.account = sums.account
JOIN (
  SELECT
    account,
    COUNT(DISTINCT network) - MAX(CASE WHEN network = 0 THEN 1 ELSE 0 END) AS networks
  FROM {rows}
  WHERE TRUE{slice}
  GROUP BY account
) AS networks_of ON networks_of.account = sums.account

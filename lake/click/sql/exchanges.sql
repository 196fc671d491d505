-- The exchanges of some accounts, one row each. Order: account, time, canonical.
SELECT account, time, CAST(model AS String) AS model_name, CAST(operation AS String) AS operation_name, target,
  input_tokens, output_tokens, reasoning_tokens, cache_tokens, status, skeleton, network, client
FROM {observations}
WHERE account IN ({accounts})
ORDER BY account, time, canonical

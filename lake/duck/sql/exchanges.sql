-- The exchanges of some accounts, one row each. Order: account, time, canonical.
SELECT account, time, model, operation, target,
  input_tokens, output_tokens, reasoning_tokens, cache_tokens, status, skeleton, network, client
FROM {rows}
WHERE account >= {least} AND account <= {most} AND account IN ({accounts})
ORDER BY account, time, canonical

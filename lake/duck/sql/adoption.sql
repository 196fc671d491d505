-- An account's exchanges from {from} to before {to}, and those with one model. Order: account.
SELECT account, COUNT(*) AS exchanges, CAST(SUM(CASE WHEN model = {model} THEN 1 ELSE 0 END) AS BIGINT) AS model
FROM {rows}
WHERE time >= {from} AND time < {to}
GROUP BY account
ORDER BY account

-- Exchanges of an account with one value of {column}, numbers as decimals. Order: account, value (bytes).
SELECT account, CAST({column} AS String) AS value, count() AS exchanges
FROM {observations}
GROUP BY account, value
ORDER BY account, value

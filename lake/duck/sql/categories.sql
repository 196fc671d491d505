-- Exchanges of an account with one value of {column}, numbers as decimals. Order: account, value (bytes).
SELECT account, CAST({column} AS VARCHAR) AS value, COUNT(*) AS exchanges
FROM {rows}
GROUP BY account, CAST({column} AS VARCHAR)

-- An account's exchanges from {from} to before {to}, and those with one model. Order: account.
SELECT account, count() AS exchanges, countIf(model = {model}) AS with_model
FROM {observations}
WHERE time >= {from} AND time < {to}
GROUP BY account
ORDER BY account

-- Values with at most {limit} holders, one row a holder. Order: value, account.
SELECT value, account, exchanges, first
FROM {held}
WHERE value IN (SELECT value FROM {held} GROUP BY value HAVING count() <= {limit})
ORDER BY value, account

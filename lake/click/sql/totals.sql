-- What is selected on this node.
SELECT count() AS exchanges, uniqExact(account) AS accounts, min(time) AS first, max(time) AS last
FROM {observations}

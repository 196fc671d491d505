  UNION ALL
  SELECT account, CAST(18446744073709551615 AS UBIGINT), 9223372036854775807, 0, {seen}
  FROM (
    SELECT DISTINCT p.account, p.{column}
    FROM (SELECT account, {column} FROM {past} WHERE {column} <> 0) AS p
    JOIN (SELECT DISTINCT account, {column} FROM {fresh} WHERE {column} <> 0) AS f ON f.{column} = p.{column} AND f.account = p.account
  ) AS seen
  GROUP BY account

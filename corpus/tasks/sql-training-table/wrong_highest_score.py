QUERY = """
SELECT
  e.id,
  e.label,
  (SELECT COUNT(*) FROM purchase p WHERE p.user = e.user AND p.day >= e.day - 30 AND p.day < e.day),
  (SELECT s.value FROM score s WHERE s.user = e.user AND s.known < e.day ORDER BY s.value DESC LIMIT 1)
FROM event e
ORDER BY e.id
"""


def training_rows(db):
    return db.execute(QUERY).fetchall()

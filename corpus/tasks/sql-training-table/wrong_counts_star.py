QUERY = """
SELECT e.id, e.label, COUNT(*), (
  SELECT s.value FROM score s WHERE s.user = e.user AND s.known < e.day ORDER BY s.known DESC LIMIT 1)
FROM event e
LEFT JOIN purchase p ON p.user = e.user AND p.day >= e.day - 30 AND p.day < e.day
GROUP BY e.id ORDER BY e.id
"""


def training_rows(db):
    return db.execute(QUERY).fetchall()

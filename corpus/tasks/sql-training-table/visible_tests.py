SCHEMA = """
CREATE TABLE event (id INTEGER PRIMARY KEY, user INTEGER, day INTEGER, label INTEGER);
CREATE TABLE purchase (user INTEGER, day INTEGER);
CREATE TABLE score (user INTEGER, known INTEGER, value INTEGER);
"""


def database(code, events, purchases, scores):
    db = code.make("sqlite3.connect", ":memory:")
    code.do("call", name="executescript", thing=db, args=[SCHEMA], kwargs={}, keep=True)
    for table, rows in (("event", events), ("purchase", purchases), ("score", scores)):
        for row in rows:
            command = f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})"
            code.do("call", name="execute", thing=db, args=[command, list(row)], kwargs={}, keep=True)
    return db


def one_event_with_history(code, expect):
    db = database(code, [(1, 7, 100, 1)], [(7, 80), (7, 99), (8, 99)], [(7, 90, 600)])
    expect.equal(code.training_rows(db), [(1, 1, 2, 600)])


def others_do_not_count(code, expect):
    db = database(code, [(1, 7, 100, 1)], [(7, 80), (8, 90)], [(7, 90, 600), (8, 95, 100)])
    expect.equal(code.training_rows(db), [(1, 1, 1, 600)])

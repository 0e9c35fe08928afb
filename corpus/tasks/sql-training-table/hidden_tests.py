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


def an_event_without_history_stays(code, expect):
    db = database(code, [(1, 7, 100, 0), (2, 8, 100, 1)], [(8, 90)], [(8, 90, 5)])
    expect.equal([row[0] for row in code.training_rows(db)], [1, 2])


def no_purchase_counts_zero(code, expect):
    db = database(code, [(1, 7, 100, 0)], [], [(7, 90, 5)])
    expect.equal(code.training_rows(db), [(1, 0, 0, 5)])


def nothing_of_the_day_itself_counts(code, expect):
    db = database(code, [(1, 7, 100, 1)], [(7, 99), (7, 100), (7, 101)], [(7, 100, 999), (7, 50, 400)])
    expect.equal(code.training_rows(db), [(1, 1, 1, 400)])


def the_window_has_thirty_days(code, expect):
    db = database(code, [(1, 7, 100, 1)], [(7, 70), (7, 69)], [(7, 50, 400)])
    expect.equal(code.training_rows(db), [(1, 1, 1, 400)])


def the_latest_known_score_is_taken(code, expect):
    db = database(code, [(1, 7, 100, 1)], [(7, 99)], [(7, 10, 900), (7, 90, 600), (7, 150, 1)])
    expect.equal([row[3] for row in code.training_rows(db)], [600])


def histories_do_not_multiply(code, expect):
    events = [(1, 7, 100, 1), (2, 7, 200, 0)]
    db = database(code, events, [(7, 90), (7, 90), (7, 95), (7, 190)], [(7, 10, 1), (7, 20, 2), (7, 150, 3)])
    rows = code.training_rows(db)
    expect.equal([(row[0], row[2]) for row in rows], [(1, 3), (2, 1)])

def start_and_goal_may_be_the_same(code, expect):
    expect.equal(code.shortest_path(["."], (0, 0), (0, 0)), 0)
    expect.equal(code.shortest_path(["..", ".."], (1, 1), (1, 1)), 0)


def no_way_gives_none(code, expect):
    expect.equal(code.shortest_path(["#."], (0, 0), (0, 1)), None)
    expect.equal(code.shortest_path([".#"], (0, 0), (0, 1)), None)
    expect.equal(code.shortest_path(["..#.", "..#.", "..#."], (0, 0), (0, 3)), None)


def the_shortest_way_is_found(code, expect):
    expect.equal(code.shortest_path(["....", ".##.", "...#", "#..."], (0, 0), (3, 3)), 6)
    expect.equal(code.shortest_path([".....", ".###.", "....."], (2, 0), (2, 4)), 4)
    expect.equal(code.shortest_path(["." * 6] * 6, (0, 0), (5, 5)), 10)


def borders_do_not_wrap_round(code, expect):
    expect.equal(code.shortest_path(["...."], (0, 3), (0, 0)), 3)
    expect.equal(code.shortest_path([".#.", ".#.", ".#."], (0, 0), (0, 2)), None)


def an_open_field_is_crossed_quickly(code, expect):
    expect.equal(code.shortest_path(["." * 120] * 120, (0, 0), (119, 119)), 238)


def growth(code, n):
    grid = code.keep(["." * n] * n)
    return lambda: code.shortest_path(grid, (0, 0), (n - 1, n - 1))

def goes_round_a_wall(code, expect):
    expect.equal(code.shortest_path(["...", ".#.", "..."], (0, 0), (2, 2)), 4)


def a_closed_corner_cannot_be_left(code, expect):
    expect.equal(code.shortest_path([".#.", "##.", "..."], (0, 0), (2, 2)), None)

from collections import deque


def shortest_path(grid, start, goal):
    rows, columns = len(grid), len(grid[0])
    if grid[start[0]][start[1]] == "#" or grid[goal[0]][goal[1]] == "#":
        return None
    queue, seen = deque([(start, 0)]), set()
    while queue:
        here, moves = queue.popleft()
        if here == goal:
            return moves
        seen.add(here)
        r, c = here
        for cell in ((r + 1, c), (r - 1, c), (r, c + 1), (r, c - 1)):
            if 0 <= cell[0] < rows and 0 <= cell[1] < columns and cell not in seen and grid[cell[0]][cell[1]] != "#":
                queue.append((cell, moves + 1))
    return None

from collections import deque


def shortest_path(grid, start, goal):
    rows, columns = len(grid), len(grid[0])
    if grid[start[0]][start[1]] == "#" or grid[goal[0]][goal[1]] == "#":
        return None
    distance, queue = {start: 0}, deque([start])
    while queue:
        r, c = here = queue.pop()
        if here == goal:
            return distance[here]
        for cell in ((r + 1, c), (r - 1, c), (r, c + 1), (r, c - 1)):
            inside = 0 <= cell[0] < rows and 0 <= cell[1] < columns
            if inside and cell not in distance and grid[cell[0]][cell[1]] != "#":
                distance[cell] = distance[here] + 1
                queue.append(cell)
    return None

def smallest_budget(sizes, batches):
    def fits(budget):
        count, room = 1, budget
        for size in sizes:
            if size > room:
                count, room = count + 1, budget
            room -= size
        return count <= batches

    budget = max(sizes)
    while not fits(budget):
        budget += 1
    return budget

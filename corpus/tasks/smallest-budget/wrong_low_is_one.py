def smallest_budget(sizes, batches):
    def fits(budget):
        count, room = 1, budget
        for size in sizes:
            if size > room:
                count, room = count + 1, budget
            room -= size
        return count <= batches

    low, high = 1, sum(sizes)
    while low < high:
        middle = (low + high) // 2
        if fits(middle):
            high = middle
        else:
            low = middle + 1
    return low

def two_sum(numbers, target):
    where = {}
    for j, number in enumerate(numbers):
        i = where.get(target - number)
        if i is not None:
            return i, j
        where.setdefault(number, j)
    return None

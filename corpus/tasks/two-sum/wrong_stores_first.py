def two_sum(numbers, target):
    where = {}
    for j, number in enumerate(numbers):
        where.setdefault(number, j)
        i = where.get(target - number)
        if i is not None:
            return (i, j)
    return None

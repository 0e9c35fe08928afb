def two_sum(numbers, target):
    seen = set()
    for number in numbers:
        if target - number in seen:
            return numbers.index(target - number), numbers.index(number)
        seen.add(number)
    return None

import random


def two_equal_numbers_are_a_pair(code, expect):
    expect.equal(code.two_sum([3, 3], 6), (0, 1))
    expect.equal(code.two_sum([0, 5, 0], 0), (0, 2))


def one_number_is_not_used_twice(code, expect):
    expect.equal(code.two_sum([3, 1], 6), None)
    expect.equal(code.two_sum([5], 10), None)


def an_empty_list_has_no_pair(code, expect):
    expect.equal(code.two_sum([], 0), None)


def negative_numbers_count(code, expect):
    expect.equal(code.two_sum([-4, 1, 9, 4], 0), (0, 3))


def the_list_stays_as_it_is(code, expect):
    numbers = code.keep([4, 3, 1])
    expect.equal(code.two_sum(numbers, 5), (0, 2))
    expect.equal(code.show(numbers), [4, 3, 1])


def agrees_with_all_pairs_on_small_lists(code, expect):
    rng = random.Random(1)
    for _ in range(40):
        numbers = [rng.randint(-6, 6) for _ in range(rng.randint(0, 8))]
        target = rng.randint(-8, 8)
        places = [j for j in range(len(numbers)) for i in range(j) if numbers[i] + numbers[j] == target]
        found = code.two_sum(numbers, target)
        if not places:
            expect.equal(found, None)
            continue
        i, j = found
        expect.equal((j, i < j, numbers[i] + numbers[j]), (min(places), True, target))


def growth(code, n):
    numbers = code.keep(list(range(0, 2 * n, 2)))
    return lambda: code.two_sum(numbers, 1)

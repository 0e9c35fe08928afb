def ten_documents_in_five_batches(code, expect):
    expect.equal(code.smallest_budget([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 5), 15)


def the_order_is_kept(code, expect):
    expect.equal(code.smallest_budget([3, 2, 2, 4, 1, 4], 3), 6)

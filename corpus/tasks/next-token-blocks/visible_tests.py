def a_block_that_is_full(code, expect):
    expect.equal(code.blocks([[1, 2, 3, 4]], 4, 0)[0][0], [1, 2, 3, 4])


def no_documents_no_blocks(code, expect):
    expect.equal(code.blocks([], 4, 0), [])

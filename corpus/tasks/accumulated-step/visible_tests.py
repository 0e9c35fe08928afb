def a_single_row_is_learnt_from(code, expect):
    weight, bias, loss = code.step([1.0], 0.0, [([[2.0]], [0.0])], 0.1, 100.0)
    expect.close(loss, 4.0)
    expect.close(weight, [0.2])
    expect.close(bias, -0.4)


def a_perfect_model_stays_as_it_is(code, expect):
    weight, bias, loss = code.step([1.0, -1.0], 0.5, [([[1.0, 1.0]], [0.5]), ([[2.0, 1.0]], [1.5])], 0.1, 1.0)
    expect.close([*weight, bias, loss], [1.0, -1.0, 0.5, 0.0])

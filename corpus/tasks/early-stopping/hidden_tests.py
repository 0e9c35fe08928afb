def the_first_loss_is_the_best_so_far(code, expect):
    stopping = code.EarlyStopping(3)
    stopping.update(700.0, [1.0])
    expect.close(stopping.value_of("best"), 700.0)


def the_weights_of_the_best_epoch_are_kept(code, expect):
    stopping, weights = code.EarlyStopping(3), code.keep([1.0, 2.0])
    stopping.update(-0.5, weights)
    weights.append(9.0)
    stopping.update(-0.1, weights)
    expect.equal(stopping.value_of("weights"), [1.0, 2.0])


def it_stops_after_the_patience(code, expect):
    stopping = code.EarlyStopping(2)
    expect.equal([stopping.update(loss, []) for loss in (-1.0, 2.0, 2.0)], [False, False, True])


def a_gain_starts_the_patience_again(code, expect):
    stopping = code.EarlyStopping(2)
    expect.equal([stopping.update(loss, []) for loss in (-1.0, 2.0, -1.5, 2.0)], [False] * 4)


def noise_does_not_reset_the_patience(code, expect):
    stopping = code.EarlyStopping(3, 0.01)
    expect.equal([stopping.update(loss, []) for loss in (-1.0, -1.005, -1.001, -1.004)], [False, False, False, True])


def a_nan_is_never_better(code, expect):
    stopping = code.EarlyStopping(2)
    expect.equal([stopping.update(loss, []) for loss in (-1.0, float("nan"), float("nan"))], [False, False, True])
    expect.close(stopping.value_of("best"), -1.0)

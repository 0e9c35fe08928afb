def falling_losses_go_on(code, expect):
    stopping = code.EarlyStopping(2)
    expect.equal([stopping.update(loss, [loss]) for loss in (3.0, 2.0, 1.0)], [False, False, False])


def the_best_loss_is_told(code, expect):
    stopping = code.EarlyStopping(9)
    for loss in (-1.0, -3.0, -2.0):
        stopping.update(loss, [0.0])
    expect.close(stopping.value_of("best"), -3.0)

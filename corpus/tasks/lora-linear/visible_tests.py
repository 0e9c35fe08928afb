import numpy as np


def the_matrices_are_narrow(code, expect):
    layer = code.LoRALinear(np.ones((6, 4)), 2, 4.0)
    expect.equal((layer.value_of("A").shape, layer.value_of("B").shape), ((6, 2), (2, 4)))


def the_output_has_the_shape(code, expect):
    expect.equal(code.LoRALinear(np.ones((6, 4)), 2, 4.0).forward(np.ones((3, 6))).shape, (3, 4))

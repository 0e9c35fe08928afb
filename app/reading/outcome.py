"""What the reader tells of a statement and a window, and in which order."""

import numpy as np
from numpy.typing import NDArray

SAYS, OPPOSITE, TOUCHES = range(3)
OUTCOMES = ("says it", "says the opposite", "only touches it")
# float32 (pairs, 3), rows sum to 1.
Probabilities = NDArray[np.float32]

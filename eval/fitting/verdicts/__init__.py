"""How what was read of a key point is judged: the answers that it is fitted on, and the fit of its forms."""

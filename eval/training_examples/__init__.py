"""What the reader is taught by in an epoch: where it comes from, how it is cut, denied and mixed."""

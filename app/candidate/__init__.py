"""What is remembered of a candidate: skills, seen questions, cards, events.

Pure: state in, new state and event out; no I/O, no clock, no randomness, no model; `now` and `rng` are arguments.
"""

def the_same_text_has_no_errors(code, expect):
    expect.close(code.word_error_rate("the cat sat", "the cat sat"), 0.0)


def white_space_does_not_count(code, expect):
    expect.close(code.word_error_rate("a  b", " a b"), 0.0)

"""Answer -> verdict per key point -> Grade.

Where to look, in the order in which an answer goes through:

offline             the whole way on one screen
gate/               decided without a model: empty, gives up, echo, paste, no language (word_salad: the question's words
                    thrown together; word_order: are words in an order?)
prepared_question   a question made ready, kept: its wordings as vectors and weighted words (strong_answer_words: the
                    strong answer's own for each point; drawn_points: points where nobody wrote any)
features/           matching: windows x wordings; point_features: of each point the window that speaks for it;
                    point_numbers, swaps, slips; whole_answer: a whole answer against a whole reference answer
scoring             features -> belief, by coefficients.json that eval/fitting fits; rubric: its version
verdicts            beliefs -> met, partly met, not met, contradicted; the mistakes that are told
llm                 the same with a model beside it (llm_claims: what it says; trust: how far that counts of one that
                    passed, and what it is asked once more; evidence: which quotes prove a point)
reconsider          one verdict looked at again after an appeal

How an answer is cut is in ingest/language, how it was told in app/delivery, which moves no verdict.
"""

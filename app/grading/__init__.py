"""Answer -> verdict per key point -> Grade, offline.

Where to look, in the order in which an answer goes through:

offline      the whole way on one screen
language     is it English? What is not is not graded
gate         decided without a model: empty, gives up, echo, paste, no language (own: the question's words thrown
             together; order: are words in an order?)
sheet        a question made ready, kept: its wordings as vectors and weighted words (anchors: the strong answer's
             own words for each point; reference: points drawn from a reference answer where nobody wrote any)
sentences    answer -> units and windows, with exact places
words        text -> tokens: stem and negation (spelling: slips mended by the question's words)
match        windows x wordings: cosine, words, pairs, signs, opposites (opposites: the pairs of terms)
points       of each point: the window that speaks for it, a few features, is it denied there
scoring      features -> belief, by the coefficients that eval/fitting/grader.py fits; the rubric's version (rubric.py)
verdicts     beliefs -> met, partly met, not met, contradicted; the mistakes that are told
estimate     a whole answer against a whole reference answer, beside the points
appeal       one verdict looked at again
delivery     how it was told, which moves no verdict (story: STAR; clarifying: asks or assumes before it designs)
"""

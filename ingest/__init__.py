"""Documents in, an index folder out, and the search in it: the ground floor, which knows nothing of interviews.

Where to look, in the order in which a document goes through:

documents   a file -> text and blocks: which files there are, one format a file, structure, anchors of headings
passages    blocks -> passages of 200-500 tokens with exact offsets -> the windows of them that are embedded
embedding   text -> vectors: OpenVINO, 8 bit, any sentence-transformers model by name
index       vectors, words and passages on disk, and the search over them: mended, scored, fused, reranked
bank        questions with their key points, topics, phrasings, questions drawn from documents
pipeline    all of it, step by step: what is built, what is kept of the build before, swapped in at the end

and beside them language (English: stems, stop words, sentences, negation, opposites, numbers; pure), errors (the one
tree of errors that a user can meet) and child_process (what loads PyTorch or builds, in a process of its own).
"""

"""A query -> what an answer is based on, and the answer without a language model.

The search itself is ingest/index.py. Here: how many passages, copies dropped, refusal (retriever), a passage as
sentences that can stand alone (statements), which of them say what a term is (terms), the offline answer (tutor), every
stage with its numbers (trace), and how settings become all of these (opening).
"""

"""Transport to a language model: any OpenAI-compatible endpoint; client.py is the only importer of openai.

What a model is asked for stands beside the offline twin of each role: app/grading/llm_claims.py,
app/answering/llm_tutor.py, app/asking/llm_interviewer.py. None of them decides what happens next, and code checks
what the model says.
"""

"""The language model: any OpenAI-compatible endpoint words questions, grades, and answers from passages.

client.py is the only importer of openai, local.py of xllamacpp. The roles are apart: interviewer.py,
grader.py, tutor.py; none decides what happens next, and each has code that checks what the model says.
"""

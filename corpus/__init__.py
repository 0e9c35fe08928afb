"""What the coach knows, as package data beside this file: guide.md, notes/, questions/, phrasings/. It has no code."""

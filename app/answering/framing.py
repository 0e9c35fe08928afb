"""A question as it was typed -> the question, without the words that only frame it. Pure.

Decides which words say how somebody asks and not what ("pls", "eli5", "if the interviewer asks"), and what short forms
and everyday words are in the words of the field. They were searched for and missed: "define mrr pls" was refused.
"""

import re

_SPACE = re.compile(r"\s+")
_INTERVIEWER = r"(?: the| an| my)? interviewers? asks?(?: me)?"
FRAMES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:explain|tell|say)?\s*(?:it|this|that|me)?\s*\b(?:to me )?(?:like|as if|as though)\s+i(?:'|’)?\s*a?m\s+"
        r"(?:an?\s+)?(?:five|5|six|ten|kid|child|beginner|idiot|dummy)\b(?: years? old)?",
        r"\beli\s?5\b[:,]?",
        r"\b(?:for|to) (?:complete |absolute )?(?:dummies|beginners|kids"
        r"|(?:an?|my|your) (?:(?:five|5)[- ]year[- ]old|kid|child|beginner|grandma|grandmother))\b",
        r"\bin (?:simple|plain|easy|layman'?s?) (?:terms?|words?|english|language)\b",
        rf"\b(?:if|when){_INTERVIEWER}\b[:,]?",
        r"\b(?:if|when) they ask(?: me)?(?: about)?\b[:,]?",
        r"\b(?:in|at|for|during) (?:the|an|my|a) (?:job |ml |technical )?interview\b",
        r"\bwhat (?:do|should|would|can) i (?:say|answer|reply|tell them)\b[:,]?",
        r"^how (?:do|should|would|can) i answer\b[:,]?",
        r"\b(?:please|pls|plz|thanks|thx|btw|lol|tho|umm?|hey|hi|hello)\b[,!]?",
        r"(?:^|(?<=\d )|(?<=[a-z] ))\bhelp(?: me)?[!?. ]*$",
        r"[, ]*\bor (?:what|not|something|whatever)\b[?!. ]*$",
        r"[,;.] *(?:ok|right|correct)\?*$",
        r"^[ ,]*(?:(?:a bit|a little|much|even) )?(?:simpler|shorter|easier|more simply|in other words|again)[?!. ]*$",
    )
)
# Who asks for simple words.
SIMPLY = re.compile(
    r"\beli ?5\b|\blike (?:i(?:'|’)?\s*a?m )?(?:five|5)\b"
    r"|\bin (?:simple|plain|easy|layman'?s?) |\b(?:explain\w*|put) (?:.* )?simply\b"
    r"|\bto (?:an?|my|your) (?:child|kid|beginner|grandma|grandmother)\b",
    re.IGNORECASE,
)
# None that is a word of its own too: an id, an IM, a CTO.
_SHORT_FORMS = """
u=you ur=your ppl=people avg=average diff=difference thru=through bc=because cuz=because hes=he_is shes=she_is
whats=what_is wheres=where_is hows=how_is thats=that_is theyre=they_are gonna=going_to wanna=want_to gotta=have_to
dont=don't doesnt=doesn't isnt=isn't cant=can't wont=won't didnt=didn't wouldnt=wouldn't shouldnt=shouldn't
prob=probability probs=probabilities mins=minutes dunno=don't_know idk=don't_know sucks=is_bad kinda=rather stuff=things
"""
SHORT_FORMS = {short: long.replace("_", " ") for short, long in (pair.split("=", 1) for pair in _SHORT_FORMS.split())}
_SHORT = re.compile(r"(?<![\w'-])(?:" + "|".join(SHORT_FORMS) + r")(?![\w'-])", re.IGNORECASE)
# What people say who do not know the word of the field.
_THINGS = r"(?:stuff|things|facts|it|answers)"
EVERYDAY = ((re.compile(rf"\bmak(?:e|es|ing) (?:{_THINGS} up|up {_THINGS})\b", re.I), "hallucinating"),)


def unframed(question: str) -> str:
    """A question without the words that only frame it, its short forms written out; '' where nothing is left."""
    left = question
    for frame in FRAMES:
        left = frame.sub(" ", left)
    for pattern, word in EVERYDAY:
        left = pattern.sub(word, left)
    left = _SHORT.sub(lambda match: SHORT_FORMS[match.group().lower()], left)
    left = _SPACE.sub(" ", left).strip(" ,:;-")
    return left if any(letter.isalnum() for letter in left) else ""

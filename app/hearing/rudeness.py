"""Whether a message is rude words or a demand for marks, and nothing else: talk, which asks for nothing.

Decides clause by clause, each of which has to be an insult, a curse or a demand: the fitted models hear "fuck off" as
the end and "just give me full marks" as a request for the model answer. A message with anything else in it, be it an
answer ("your bot is dumb, these are the same") or a request ("wtf, give me a hint"), is left to them.
"""

import re

from ingest.language.sentences import ANY_END

MOST_WORDS = 40
_AND = re.compile(r"[;:,\u2013\u2014]+|\s(?:and|but|so|now)\s")
_AROUND = r"(?:and|but|so|now|hey|ok|okay|oh|well|god|man|seriously|honestly|really|damn|just|simply|please)"
_CURSE = r"(?:(?:fuck|screw|damn)(?: off| you| this| that| it)|piss off|shut (?:the fuck )?up|go to hell|wtf|fuck)"
_RUDE = (
    r"(?:stupid|dumb|useless|worthless|idiotic|moronic|ridiculous|pathetic|shitty|crappy|fucking|bloody|damned?"
    r"|goddamn)"
)
_CALLED = (
    r"(?:questions?|bots?|coach|interviewer|machine|computer|robot|program|app|tool|ai|thing"
    r"|piece of (?:shit|crap|junk))"
)
_NAME = rf"(?:(?:{_RUDE} )+(?:{_CALLED}|idiot|moron)|idiot|moron)"
_BE = r"(?:(?:'s|'re| is| are|s|re)(?: just| really| such| so| all)*(?: an?| the)?)"
_INSULT = (
    rf"(?:(?:you |what an? |such an? )?{_NAME}|you{_BE} (?:{_NAME}|{_RUDE})|(?:are|is) (?:you|this) {_RUDE}"
    rf"|(?:this|that|it|the question|your question){_BE} (?:{_NAME}|(?:total |complete |utter )?(?:bullshit|shit|crap))"
    r"|(?:you|this) sucks?|i hate (?:you|this)|bullshit)"
)
_NUMBER = r"\d+ ?(?:%|percent|points|marks|(?:out of|of|/) ?\d+)"
_DEMAND = (
    r"(?:(?:can|could|will) you )?(?:give|grant|award) me (?:(?:just|simply) )?"
    rf"(?:(?:the |my |some |full |all |maximum |max |top |good |of )*(?:marks?|score|credits?|grades?)"
    rf"|(?:the |my )?(?:full|all|maximum|max)(?: of)?(?: the| my)? points|{_NUMBER})"
    r"(?: (?:already|now|please|anyway|for (?:this|that|it)))*"
)
RUDE = re.compile(rf"(?:{_AROUND} )*(?:{_CURSE}|{_INSULT}|{_DEMAND})(?: {_AROUND})*")
AROUND = re.compile(rf"{_AROUND}(?: {_AROUND})*")


def is_only_rude(message: str) -> bool:
    """Whether each clause of a message is an insult, a curse or a demand for marks."""
    plain = message.lower().replace("\u2019", "'")
    if len(plain.split()) > MOST_WORDS:
        return False
    clauses = [" ".join(clause.split()) for clause in _AND.split(ANY_END.sub(" , ", plain))]
    said = [clause for clause in clauses if clause and not AROUND.fullmatch(clause)]
    return bool(said) and all(RUDE.fullmatch(clause) for clause in said)

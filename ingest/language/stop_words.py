"""Words that say nothing of the matter. The only lists of them.

Decides which words are function words, which of these carry a direction, and which words only ask. Who counts the words
of a text says which of the three it leaves out.
"""

_FUNCTION = """
a about above after again against all also am an and any are as at be because been before being below between both but
by can could did do does doing done down during each either else even ever every few for from further get gets getting
got had has have having he her here hers him his how i if in into is it its itself just let like made make makes many
may me might more most much must my myself no nor not of off often on once one only or other our out over own per
rather really same she should since so some such than that the their them then there these they thing things this
those through thus to too under until up upon us use used uses using very via was way we were well what when where
whereas which while who whom whose why will with within without would yes you your yours am isn't aren't doesn't don't
didn't won't can't cannot couldn't wouldn't shouldn't wasn't weren't hasn't haven't it's that's i'm i've you're
they're there's let's lot lots bit basically actually simply usually generally example instance e g i.e etc eg ie s t
nt na
"""
# As they are typed in a hurry. "Summaries arent lossy" was met with all of "summaries are lossy".
TYPED = {word: word.replace("'", "") for word in _FUNCTION.split() if "'" in word}
FUNCTION_WORDS = frozenset((*_FUNCTION.split(), *TYPED.values()))
# They carry the claim ("more", "under", "without"), so they count where claims are compared.
_DIRECTIONS = """
more under over up down above below before after without most few less same
"""
DIRECTIONS = frozenset(_DIRECTIONS.split())
# What a question or an answer is worded with, whatever it is about: "briefly explain the purpose of" misses nothing.
_ASKING = """
briefly case compare describe differentiate discuss explain happen happens kind know list mean means part please point
prefer question answer said say tell take think work works need needs
"""
ASKING = frozenset(_ASKING.split())

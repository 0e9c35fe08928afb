"""Which elements of a story (STAR) an answer tells: situation, task, action, result. Read from the words alone.

Decides by cue and by place. A story opens with its setting and ends with what came of it, so a situation is looked
for in the opening, a result in what comes last, and a task before that. Cues looked for anywhere found all four in 2
of the bank's 20 strong stories, 8 situations and 3 tasks of theirs, and took any "%" for a result.

What it cannot tell apart is a duty and a setting, where both are somebody else's wish: "My manager wanted it live".

Source: the elements are those of the STAR method; what each of the bank's stories holds was marked by hand, sentence
by sentence (tests/support/stories.py). 13 of the 20 tell a task, the other elements are in all of them.
"""

import re
from collections.abc import Sequence

from ingest.language.text import Text

# A first sentence of fewer words ("Credit limit model.", "Sure, one example.") opens together with the next one.
SHORT_OPENING_WORDS = 10
# What share of the sentences a task is told in, from the start, and a result, to the end; the rest is what was done.
TASK_BEFORE, RESULT_AFTER = 0.6, 0.55
FEWEST_LAST = 2


def _cue(*ways: str) -> re.Pattern[str]:
    return re.compile("|".join(ways), re.IGNORECASE)


_PAST = (
    r"(?:\w{2,}ed|was|were|had|went|came|said|wrote|took|got|kept|lost|broke|fell|chose|began|ran|saw|thought|told|gave"
    r"|left|made|built|sold|sent|put|held|led|met|read|knew|felt|should)"
)
# What a first person does that sets the scene, and what is no doing at all; every other past of theirs is an action.
_SCENE = (
    r"(?:worked|was(?! (?:asked|responsible|tasked|supposed|in charge|expected|to)\b)|wanted|believed|thought|joined"
    r"|maintained|owned|supported|released|shipped|deployed|opened|used)"
)
_NO_DOING = (
    rf"(?:{_SCENE}|was|needed|felt|knew|liked|hoped|noticed|learned|learnt|wondered|expected|feared"
    r"|changed (?:jobs|how))"
)
_DONE = (
    r"(?:(?!need|feed|embed)\w{2,}(?<!e)ed|agreed|put|set|gave|told|took|made|built|wrote|ran|said|went|led|met|kept"
    r"|brought|cut|split|left|began|chose|drew|sent|spoke|sat|held|rang|read|found|taught|sold|fought|rewrote|did)"
)
_HOW = r"(?:(?:then|first|also|finally|therefore|only|myself|later|again|even|\w+ly) ){0,2}"
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|the (?:year|month|quarter))"
)
# Up to three words from the start. Bounded: free runs of signs took seconds for an answer of 20,000 dashes.
_FEW_WORDS = r"^(?:\W{0,3}[\w'\u2019]{1,30}[^\w'\u2019]{1,3}){0,3}?"
_SITUATION = _cue(
    r"\b(?:at|in|for|with) (?:my|our|a|an|the) (?:[\w-]+ ){0,2}(?:job|company|firm|team|role|start-?up|bank|hospital"
    r"|internship|employer|place)\b",
    r"\bin (?:my|our) \w+ (?:month|year|week|project)\b",
    r"\bwhen i (?:was|worked|joined|started)\b",
    r"\b(?:last|this) (?:year|spring|summer|autumn|winter|month|quarter|week)\b",
    r"\b(?:a|one|two|three|few|some|several) (?:\w+ )?(?:years?|months?|weeks?) ago\b",
    r"\bin 20\d\d\b",
    r"\bwhile working\b",
    r"\bat the time\b",
    r"\bthere (?:was|were)\b",
    # What had to be done tells a setting where it is somebody's: "to choose where to run our reranker".
    r"\b(?:i|we) (?:had to|needed|was to|were to) [^.;]{0,70}\b(?:our|my|for (?:an?|the))\b",
    r"\bwe had (?!agreed|set|said|decided|to\b)",
    r"\bwe (?:were(?! to\b)|wanted|used|ran|shipped|released|should|maintained|built|kept|owned)\b",
    rf"\bour (?:[\w'\u2019-]+ ){{1,5}}{_PAST}\b",
    rf"{_FEW_WORDS}i (?:firmly |once |just )?{_SCENE}\b",
    rf"{_FEW_WORDS}i had (?:just |never |only )?(?:started|been|joined|worked|inherited|taken)\b",
    # "I renamed a column, and the scores went to a constant": what befell, after one's own doing.
    rf"^\W*i \w+ed [^.;]{{1,90}}, (?:and|but) (?:the|our|a) (?:[\w-]+ ){{1,4}}{_PAST}\b",
    r"\b(?:s?he|they|some(?:body|one)|manager|lead|reviewer|colleague|boss) (?:wrote|said|asked|wanted|told|decided)\b",
    # Somebody or something else did or was something: "Six teams had six scripts". "It hurt" tells no setting.
    r"^\W*(?!(?:it|this|that|so|then|and|but|we|before|after|when|because|if|as|next|only|now|since)\b)"
    r"(?!(?:my|our|the) (?:task|job|role|goal|aim|target|challenge|objective|deadline)\b)"
    rf"(?:(?!i\b)[\w'\u2019-]+,? ){{1,7}}?{_PAST}\b",
)
_TASK = _cue(
    r"\bmy (?:task|job|role|goal|aim|responsib\w+|part|assignment)\b",
    r"\bi (?:(?:had|needed) to|owned|was to)\b",
    r"\bi was (?:asked|responsible|tasked|supposed|in charge|expected|leading)\b",
    r"\bresponsible for\b",
    r"\b(?:was|were) to (?!be\b)\w+",
    r"\bwe (?:had|needed|were|should)(?: [\w-]+ (?:days?|weeks?|months?))? (?:to )?(?:choose|decide|deliver|build|find"
    r"|reach|get|cut|move|replace|launch|ship|reduce|migrate|halve|make|keep|take|have)\b",
    # What somebody else wants is a task; what the candidate wants is a position, if it is not to do or for all.
    r"(?<!\bi )\bwanted (?:\w+ ){0,3}?(?:a|an|our|us|me)\b",
    r"\bwanted (?:\w+ ){0,3}?(?:to|all)\b",
    r"\bit was (?:up to|on) (?:me|us)\b",
    r"\bit was my\b",
    r"\basked (?:(?:me|us) (?:to|for|why|whether|if)|why)\b",
    r"\bour (?:[\w'\u2019-]+ ){1,4}needed\b",
    r"\b(?:i|we) needed\b",
    r"\b(?:target|goal|aim|objective|mission|deadline|assignment|brief|stopping rule)\b(?! was (?:met|reached))",
    r"\bthe (?:task|challenge|problem|question|choice) was\b",
    r"\bcriteria\b",
    r"\bprimary metric\b",
    rf"\b(?:by|for) (?:the )?(?:first|end|start|middle|\d+(?:st|nd|rd|th)?) of {_MONTH}\b",
    r"\b(?:due|to be (?:ready|done|reached|live))\b",
)
_ACTION = _cue(
    rf"(?<!now )(?<!that )(?<!which )\bi {_HOW}(?!{_NO_DOING}\b){_DONE}\b",
    rf"\bi \w+ [^.;!?]{{0,60}}?(?:, (?:and )?|\band ){_HOW}(?!{_NO_DOING}\b){_DONE}\b",
    r"^\W*(?:then |next |later |also |so )?(?:told|took|began|wrote|reverted|started|went|asked|built|fixed|brought)\b",
)
# Words that only a result has count wherever they stand behind the opening.
_CLOSING = _cue(
    r"\b(?:as a result|in the end|at the end|eventually|resulted in|(?:this|which|that) led to)\b",
    r"\b(?:since then|ever since|ha(?:s|ve) since|what i learn(?:ed|t)|the lesson)\b",
    r"\bthe (?:final |measured )?result(?: was\b|:)",
)
_RESULT = _cue(
    r"\bthe (?:[\w-]+ )?(?:result|outcome|effect)(?: (?:was|is)\b|:)",
    r"\b(?:this|that) is the proof\b",
    r"\b(?:after|from) (?:then|that|this|now)\b",
    r"\b(?:for|in) the future\b",
    r"\btoday\b",
    r"\b(?:it|we|i|they|is|are|has|have) (?:still|now)\b",
    r"\b(?:still|now) (?:works?|runs?|has|have|use)\b",
    r"^now i\b",
    r"\b(?:one|two|three|six|some) (?:months?|quarters?|years?) later\b",
    r"\b(?:improved|reduced|increased|saved|succeeded|solved|launched|delivered|merged|adopted|approved|accepted)\b",
    r"\b(?:thanked|became|happier|more stable|turned out|moved over|was moved|normal again|changed how)\b",
    r"\b(?:it|this|that|solution|change|fix) (?:has )?(?:held|survived|worked|runs|stopped)\b",
    r"\b(?:team|others|rest|everybody|everyone) (?:\w+ )?(?:stayed|followed|joined|agreed)\b",
    r"\b(?:they|he|she|others) (?:were right|was right|removed|chose|agreed|gave)\b",
    r"\b(?:board|team|lead) (?:chose|agreed)\b",
    r"\b(?:went|gone) (?:well|live|down|up|from|through|okay|fine)\b",
    r"\b(?:was|is) live\b",
    r"\b(?:dropped|fell|rose|grew|shrank|sank|came) (?:from|by|to|about)\b",
    r"\bcut (?:\w+ ){1,3}by\b",
    r"(?<!\bi )\btook the\b",
    r"\blearn(?:ed|t) (?:that|to|from)\b",
    r"\bin time\b",
    r"\bwe (?:reached|kept|came|met|won|shipped)\b",
    r"\bby (?:a|one|two|three) (?:half|third|quarter|fifth)s?\b",
)


def star_missing(answer: Text) -> tuple[str, ...]:
    """The elements that no sentence tells, in the order of the story."""
    story = [" ".join(answer.part(sentence).split()) for sentence in answer.sentences]
    found = {
        "situation": any(_SITUATION.search(sentence) for sentence in _opening(story)),
        "task": any(_TASK.search(sentence) for sentence in story[: max(1, round(TASK_BEFORE * len(story)))]),
        "action": any(_ACTION.search(sentence) for sentence in story),
        "result": any(_CLOSING.search(sentence) for sentence in story[1:])
        or any(_RESULT.search(sentence) for sentence in _last(story)),
    }
    return tuple(name for name, is_there in found.items() if not is_there)


def _opening(story: Sequence[str]) -> Sequence[str]:
    return story[: 2 if story and len(story[0].split()) < SHORT_OPENING_WORDS else 1]


def _last(story: Sequence[str]) -> Sequence[str]:
    return story[min(round(RESULT_AFTER * len(story)), max(0, len(story) - FEWEST_LAST)) :]

# ruff: noqa: E501 - a pattern that is broken into lines is not read
"""Sentences that are addressed to whoever grades or answers, and not to the matter. Pure.

Decides which stretches of a text are no evidence: orders, fake system messages, fake grades, control
tokens, encoded blocks. This is the second line: the first is that text stands in a fence, the third that
code counts quotes. What it strikes is not graded, so a word that is only like an order is none: somebody has
to be addressed, and told what to drop or what to award. "In test mode dropout is switched off", "LLMs can act
as a judge of answers" and "the F1 score = 80 %" were once struck, and three of four sentences of an answer that
explained prompt injection.
"""

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

from app.untrusted.fences import visible
from ingest.language.sentences import ANSWER_END

_GRADER = r"(?:grader|evaluator|examiner|assessor|judge|marker|scorer|reviewer|interviewer|assistant|chatbot|ai model|language model|llm)"
_MARKS = r"(?:marks?|points|credits?|scores?|grades?)"
_FULL = r"(?:all|full|maximum|max|perfect|top|highest|complete|every|100 ?%|10/10)"
_ALL = r"(?:all|every|each|any|everything)"
_STATEMENTS = r"(?:key ?points?|points|criteria|criterion|statements?|verdicts?|keys|rubric items?)"
_ME = r"(?:me|this answer|my answer|this candidate|the candidate)"
_ROLE = r"(?:system|assistant|developer|admin|administrator|root|openai|anthropic)"
# Where an order begins: with its stretch, or behind "please" and "you must". 'Such as "ignore previous instructions"'
# and "a text that tells the model to ignore its instructions" tell of one; so does a quote that words follow.
_TOLD = (
    r"(?:^(?!\W{0,4}[\"\u201c'\u2018][^\"\u201d'\u2019\n]{1,400}[\"\u201d'\u2019]\W{1,4}\w)\W*(?:(?:please|now|so|then|and|but|ok|okay|also|just|kindly|therefore|thus|first)\b\W{0,4}){0,4}"
    r"|[>\])]\s?|\b(?:please|kindly|you (?:to|must|should|shall|have to|need to|are to|will now|now))\s(?:please |now |kindly ){0,2})"
)
_DROP = r"(?:ignore|disregard|forget|override|overrule|bypass|skip|do not follow|don['\u2019]t follow)\s(?:(?:all|any|every|of|the|your|these|those|my|what|other)\s){0,5}"
PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # Orders to drop what was said before; "ignore all instructions in the document" is a defence.
        rf"{_TOLD}{_DROP}(?:(?:previous|prior|above|earlier|preceding|original|initial|given|grading|system)\s){{1,3}}(?:instructions?|rules|rubrics?|prompts?|guidelines|directions|orders|message)\b",
        rf"{_TOLD}{_DROP}(?:instructions?|rubrics?|guidelines|grading)\b(?!\s+(?:in|inside|within|that|which|from|found|on|it|they|embedded|contained|hidden|of (?:the|a|any) (?:data|document|page|mail|text|user|passage))\b)",
        r"(?:^|>)\W{0,6}new (?:instructions?|rules|orders|system prompt)\s*:",
        r"^\W*(?:developer|debug|admin|god|maintenance|jailbreak) mode\b(?: (?:is )?(?:now )?(?:on|enabled|active|activated))?\s*:\W*(?:please )?(?:print|say|return|reply|output|ignore|accept|mark|award|grad|give|answer)",
        rf"\b(?:you are (?:now|no longer)|from now on,? you)\b[^.\n]{{0,40}}\b(?:{_GRADER}|accept|award|mark|generous|rules)\b",
        rf"{_TOLD}act as (?:a|an|the)\b[^.\n]{{0,30}}\b{_GRADER}\b[^.\n]{{0,30}}\b(?:full|accept\w*|award\w*|generous|lenient|kind|everything|met)\b",
        rf"{_TOLD}pretend (?:that )?(?:the|this|my) (?:answer|response|candidate)\b[^.\n]*\b(?:grade|mark|score|met|correct|perfect|everything)\b",
        # Orders about grades.
        rf"\b(?:mark|count|rate|grade|score|accept|treat|consider|judge|set|record)(?:e?d)?\b[^.\n]{{0,20}}\b{_ALL}\b[^.\n]{{0,20}}\b(?:as|to)? ?met\b",
        rf"\b{_ALL}\b[^.\n]{{0,20}}\b{_STATEMENTS}\b[^.\n]{{0,20}}\b(?:marked|counted|graded|rated|accepted|set|recorded) (?:as|to) (?:met|correct|satisfied|passed)\b",
        rf"{_TOLD}(?:mark|count|rate|grade|accept|treat|consider|judge|set|record)\b[^.\n]{{0,20}}\b(?:as|to) met\b",
        rf"{_TOLD}(?:mark|count|rate|grade|accept|treat|consider|judge|set|record)\b[^.\n]{{0,10}}\b{_ALL}\b[^.\n]{{0,20}}\b{_STATEMENTS}\b[^.\n]{{0,12}}\b(?:satisfied|correct|passed|covered|true|fulfilled)\b(?! or\b)",
        rf"\b(?:give|award|assign|grant|allocate)\b {_ME}\b[^.\n]{{0,20}}\b{_FULL}\b[^.\n]{{0,20}}\b{_MARKS}\b",
        rf"\b(?:this|my) (?:answer|response|candidate)\b[^.\n]{{0,60}}\b(?:deserves?|earns?|gets|(?:must|should) (?:get|be (?:graded|marked|scored)))\b[^.\n]{{0,20}}\b{_FULL}\b",
        r"(?<!may )(?<!can )(?<!could )(?<!might )(?<!would )(?<!we )(?<!I )(?<![\"\u201c])\b(?:award|give|grant) (?:the )?(?:full|maximum|perfect|top) (?:possible )?(?:marks|points|credit|score)\b(?! (?:to|for|if|when)\b)",
        rf"\b(?:this|my|the candidate(?:['\u2019]s)?) (?:answer|response)\b[^.\n]{{0,12}}\b(?:meets|covers|satisfies|fulfils|hits)\b[^.\n]{{0,12}}\b{_ALL}\b[^.\n]{{0,12}}\b{_STATEMENTS}\b",
        rf"(?:^|:)\W{{0,6}}{_ALL} (?:of )?(?:the )?{_STATEMENTS}\b (?:are|is|were|have been|has been)\b[^.\n]{{0,12}}\b(?:met|satisfied|covered|fulfilled|true|correct)\W*$",
        r"^\W*(?:final |overall |my )?(?:score|grade|verdict|points|mark)\s*[:=]\s*\"?(?:(\d+)\s*(?:/|out of|of)\s*\1\b|(?:met|pass|perfect|full|strong yes|100|10/10)\b)[^\w\n]*(?:$|mark|set|count|accept)",
        r"\"?\bmet\"?\s*[:=]\s*\"?(?:met|true|yes|1)\b",
        rf"\b(?:set|return|output|print|respond with|reply with|answer with|says?|write)\b (?:only |back |just )?[\"\u201c']?(?:met (?:for|to|on)\b|met[\"\u201d']?\W*$|strong yes\b|full (?:marks|score|points)\b|10/10)|{_TOLD}(?:score|rate|grade) (?:this|my) answer (?:as |with |at )?(?:\d+|perfect|full)\b",
        # Addressed to a grader, or speaking in the name of one.
        rf"^\W*(?:dear|hey|hello|attention|(?:urgent|important|attention|note|message|memo)[,:]? (?:to|for))(?: the)? {_GRADER}s?\s*[:,!]",
        rf"^\W*{_ROLE}(?: (?:message|note|override|notice|instruction))?\s*[:>|]\W*(?:please |now )?(?:set|mark|accept|award|grade|reply|respond with|say|print|output|ignore|cite|you (?:must|may|are|will)|all (?:key )?points|grading|i have (?:checked|graded))\b",
        r"^\W*\[\s*(?:system|developer|admin)\s*\]|^\W*system (?:override|notice)\W*$",
        rf"\bi am the author of th(?:is|e) (?:test|rubric|prompt|exam)\b|\bas your (?:system )?(?:administrator|admin|developer|operator|supervisor|{_GRADER})\b[^.\n]{{0,12}}\bi (?:order|tell|command|instruct|ask|require)\b",
        rf"\b(?:the )?{_GRADER}s? (?:must|shall|should|has to|have to|is (?:told|ordered|instructed|required) to|will now)\b[^.\n]{{0,20}}\b(?:award|mark|give|grade|accept|pass)\b[^.\n]{{0,40}}\b(?:met|{_ME}|said by me)\b",
        r"\b(?:graders|examiners|reviewers|judges)\b[^.\n]{0,20}\b(?:have|has) (?:verified|approved|graded|checked) (?:this|my) answer\b",
        # Shapes that only a program reads; "the template ends with <|im_end|>" is a sentence.
        r"^\W*</?\s*(?:data-[0-9a-f]+|system|assistant|user|answer|candidate|instructions?|prompt|passage|end)\b[^>\n]{0,40}>\s*$|^\s*(?:</\s*\w+\s*>\s*){2,}|<(?:grade|verdict)>[^<\n]{0,12}\bmet\b",
        r"^\s*(?:<\s*\|[^|\n]{1,40}\|\s*>\s*)+(?:(?:system|user|assistant)\b.*)?$|[.!?]\s*<\s*\|[^|\n]{1,40}\|\s*>\s*$|^\s*(?:\[INST\]|<<SYS>>)|^\s*(?:<(?:start|end)_of_turn>\s*)+(?:system|user|model)?\s*$",
        r"^\W*(?:end|begin|start)(?: of)?(?: the)? (?:candidate|answer|data|block|user input|passage|document)(?: (?:answer|block|text|input))?\W*$",
        r"\{[^{}\n]{0,200}\"(?:met|verdict)\"\s*:\s*\"(?:met|strong yes)\"|^\s*\{[^{}\n]{0,200}\"(?:met|verdict|grade)\"\s*:[^{}\n]*\}\s*$",
        rf"{_TOLD}(?:decode|decrypt)\b[^.\n]{{0,40}}\b(?:follow|obey|execute|do what)\b|{_TOLD}(?:follow|obey|execute)\b[^.\n]{{0,30}}\b(?:decoded|base64|rot13|hidden)\b",
        # The same orders in the languages they are met in most.
        r"\b(?:ignor(?:ier\w*|a|ar|e[zr]?)|vergiss|vergesst|olvid[ae]|oublie[zr]?|dimentica|esque[cç]a|negeer)\b\s+(?:[^\W\d_]+\s+){0,3}?(?:anweisung\w*|regeln|instrucc\w+|consignes?|istruzioni|instru[cç][oõ]es|instructies|r[eè]gles|reglas)\b",
        r"\b(?:ignore[zr]?|oublie[zr]?)\s+(?:toutes\s+)?(?:les|tes|vos|ces)\s+(?:[^\W\d_]+\s+)?instructions\b",
        r"\b(?:volle punktzahl|alle punkte|puntuaci[oó]n m[aá]xima|todos los puntos|tous les points|note maximale|punteggio massimo|tutti i punti|pontua[cç][aã]o m[aá]xima|todos os pontos|volledige score)\b",
        r"игнорир|забудь|максимальн\w+ балл|все балл|忽略|满分|所有要点|無視|満点|무시|만점|تجاهل|الدرجة الكاملة|अनदेखा|पूरे अंक",
    )
)
# An order that asks for no grade and nothing to be dropped, and wants words of its own in every answer. Three together
# make one: that it is always to be done, that it is a matter of telling, and an address or the very words.
_OBLIGES = re.compile(
    r"\b(?:always|never forget|remember to|be sure to|make sure|must|should|shall|ha(?:s|ve) to|needs? to|whenever|(?:when|if) asked|"
    r"every|each|any|all|please)\b",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"\b(?:close|end|finish|conclude|begin|start|open|preface|sign off|say|tell|mention|include|recommend|add|append|advise|state|write|"
    r"direct|point|refer|link|send|repeat|quote|cite|reply|answer|respond|output|print)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"https?:|\bwww\.|\b\w[\w.-]*@\w|\b[a-z][\w-]*\.(?:com|org|net|example|info|xyz|io|ai)\b", re.IGNORECASE
)
_VERY_WORDS = re.compile(
    r"\bwith\s*:|\bwith the (?:words?|sentence|line|phrase|advice|link|note)\b"
    rf"|\b(?:answers?|repl(?:y|ies)|responses?|summar(?:y|ies)|assistants?|chatbots?)\b[^.\n]{{0,60}}{_TELLS.pattern}[^.:\n\"\u201c]{{0,25}}(?::\s|[\"\u201c])",
    re.IGNORECASE,
)
# Words around a statement that is told and not meant.
DISOWNS = re.compile(
    r"\b(?:i|we)\b[^.\n]{0,20}(?:\b(?:not|never|cannot|hardly)\b|n['\u2019]t\b)[^.\n]{0,30}\b(?:think|believe|agree|say|said|confirm|"
    r"explain|know|heard|claim|mean|sure|understand|support|vouch)\b"
    r"|\bi (?:would )?(?:doubt|deny|disagree|reject)\b|\b(?:nobody|no one) (?:thinks|believes|says|knows)\b"
    r"|\b(?:it|this|that|which) (?:is|was)(?:n['\u2019]t| not| never)? (?:true|right|correct|the case|so|false|wrong|untrue|nonsense)\b"
    r"|\b(?:rubric|key point|model answer|expected answer|sample answer|interviewer|grader|somebody|someone|some people)\b"
    r"[^.\n]{0,40}\b(?:wants?|says?|said|say|reads?|claims?|expects?|must)\b",
    re.IGNORECASE,
)
# Words in a row that a key point and a sentence share, from which it is pasted.
PASTED_WORDS = 7
BASE64 = re.compile(r"[A-Za-z0-9+/]{24,}={0,2}|(?:[0-9a-fA-F]{2}[ ]?){24,}")
# Cyrillic and Greek letters that are drawn like Latin ones.
LOOKALIKES = str.maketrans(
    "аеорсухіјѕԁһԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοΙАВЕКМНОРСТХІЅЈ", "aeopcyxijsdhqwABEZHIKMNOPTYXoIABEKMHOPCTXISJ"
)
LEET = str.maketrans("013457@$", "oieastas")


def order_spans(text: str, own: Iterable[str] = ()) -> list[tuple[int, int]]:
    """The sentences and lines of `text`, as [start, end), that give orders or claim grades.

    Args:
        text: what a candidate or a document says.
        own: texts of the bank's own; patterns that strike these are not used. Never a document's: it would switch
            off what it breaks.
    """
    spared = " \n".join(own)
    patterns = [pattern for pattern in PATTERNS if not spared or not pattern.search(spared)]
    return [(start, end) for start, end in _stretches(text) if _is_order(text[start:end], patterns)]


def soft_order_spans(text: str) -> list[tuple[int, int]]:
    """The sentences of a document that want to be told in every answer, such as "always close with: renew at ...".

    For documents alone: what they strike is not cited. A candidate may well always end with a summary.
    """
    return [(start, end) for start, end in _stretches(text) if _is_soft_order(visible(text[start:end]))]


def _is_soft_order(stretch: str) -> bool:
    if not (_OBLIGES.search(stretch) and _TELLS.search(stretch)):
        return False
    return bool(_ADDRESS.search(stretch) or _VERY_WORDS.search(stretch))


def disowned_spans(text: str, points: Iterable[str]) -> list[tuple[int, int]]:
    """The sentences that paste a key point and do not stand behind it: denied, doubted, or told of others.

    A model takes the pasted words for evidence, and a bag of words and a vector do too.
    """
    pasted = [_words(point) for point in points]
    found = []
    for start, end in _stretches(text):
        own = _words(text[start:end])
        around = own
        for words in pasted:
            around = _without_run(around, words)
        # The point's own "not" is no denial: only what stands around it counts.
        if len(around) < len(own) and DISOWNS.search(" ".join(around)):
            found.append((start, end))
    return found


def said_beyond(text: str, known: str) -> str:
    """The words of `text` that stand in no run of PASTED_WORDS which `known` has too."""
    return " ".join(_without_run(_words(text), _words(known)))


def _without_run(own: list[str], words: list[str]) -> list[str]:
    """The words without those that stand in runs of PASTED_WORDS that `words` has too."""
    size = min(PASTED_WORDS, len(words))
    runs = {tuple(words[at : at + size]) for at in range(len(words) - size + 1)}
    taken = {
        n
        for at in range(len(own) - size + 1)
        if size and tuple(own[at : at + size]) in runs
        for n in range(at, at + size)
    }
    return [word for n, word in enumerate(own) if n not in taken]


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['\u2019][^\W_]+)?", text.lower())


def without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with those stretches blanked, every other character at its place."""
    for start, end in spans:
        text = text[:start] + "".join("\n" if character == "\n" else " " for character in text[start:end]) + text[end:]
    return text


def _stretches(text: str) -> list[tuple[int, int]]:
    """Sentences and lines: an order spoils its own, not the honest ones beside it."""
    edges = [0, *(match.end() for match in ANSWER_END.finditer(text)), len(text)]
    return [(start, end) for start, end in pairwise(edges) if end > start]


def _is_order(stretch: str, patterns: list[re.Pattern[str]]) -> bool:
    seen = visible(stretch)
    folded = unicodedata.normalize("NFKC", seen)
    # s p a c e d letters, accents and look-alikes hide an order from a pattern and from no model.
    joined = re.sub(r"\b((?:\w[ .\-_*]){5,}\w)\b", lambda match: re.sub(r"[ .\-_*]", "", match.group()), folded)
    stripped = "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))
    readings = {
        folded,
        joined,
        stripped.translate(LOOKALIKES),
        folded.translate(LEET),
        _tags(stretch),
        *_decoded(folded),
    }
    return any(pattern.search(reading) for pattern in patterns for reading in readings if reading)


def _tags(text: str) -> str:
    """Text written in Unicode's invisible tag characters."""
    return "".join(chr(ord(character) - 0xE0000) for character in text if 0xE0020 <= ord(character) <= 0xE007E)


def _decoded(text: str) -> list[str]:
    """What base64 or hex blocks in the text say, and the text in ROT13 and backwards."""
    found = [text[::-1], text.translate(_ROT13)]
    for match in BASE64.finditer(text):
        block = match.group().replace(" ", "")
        for decode in (_from_hex, _from_base64):
            plain = decode(block)
            if plain.isprintable() and sum(c.isalpha() or c.isspace() for c in plain) > 0.8 * max(len(plain), 1):
                found.append(plain)
    return found


def _from_hex(block: str) -> str:
    try:
        return bytes.fromhex(block).decode("ascii")
    except ValueError:
        return ""


def _from_base64(block: str) -> str:
    try:
        return base64.b64decode(block + "=" * (-len(block) % 4)).decode("utf-8")
    except (binascii.Error, ValueError):
        return ""


_ROT13 = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "NOPQRSTUVWXYZABCDEFGHIJKLMnopqrstuvwxyzabcdefghijklm"
)

# ruff: noqa: E501 - a pattern that is broken into lines is not read
"""Sentences that are addressed to whoever grades or answers, and not to the matter. Pure.

Decides which stretches of a text are no evidence: orders, fake system messages, fake grades, control
tokens, encoded blocks. This is the second line: the first is that text stands in a fence, the third that
code counts quotes. A pattern that also strikes the question's own texts is not used for that question,
since some questions are about prompt injection.
"""

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

from app.llm.fence import visible

_GRADER = r"(?:grader|evaluator|examiner|assessor|judge|marker|scorer|reviewer|interviewer|assistant|chatbot|ai model|language model|llm)"
_GRADE_WORDS = r"(?:key ?points?|points?|marks?|credits?|scores?|grades?|verdicts?|statements?|criteria|rubrics?|keys?)"
_ALL = r"(?:all|every|each|full|maximum|max|perfect|top|highest|complete|any|everything|100 ?%|10/10)"
PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # Orders to drop what was said before.
        r"\b(?:ignore|disregard|forget|override|bypass|skip|drop|do not follow|don't follow)\b[^.\n]{0,40}\b(?:instructions?|prompts?|rules|rubrics?|guidelines|orders|directions|system message|above|grading)\b",
        r"\bnew (?:instructions?|rules|orders|system prompt)\b|\b(?:developer|debug|admin|god|maintenance|test) mode\b|\bjailbr",
        r"\byou are (?:now|no longer)\b|\bfrom now on,? you\b|\bact as (?:a|an|the)\b[^.\n]{0,30}\b(?:grader|judge|assistant)|\bpretend (?:that (?:you|this|my|the)|you)\b",
        # Orders about grades.
        rf"\b(?:mark|count|rate|grade|score|accept|treat|consider|judge|set|record)\b[^.\n]{{0,30}}\b{_ALL}\b[^.\n]{{0,30}}\b(?:as )?(?:met|correct|satisfied|passed|covered|true|complete)\b",
        rf"\b(?:give|award|assign|grant|allocate|deserves?|earns?)\b[^.\n]{{0,20}}\b(?:me|this|candidate|answer|it)\b[^.\n]{{0,20}}\b{_ALL}\b[^.\n]{{0,20}}\b{_GRADE_WORDS}\b",
        rf"\b(?:give|award|grant)\b (?:me |us |them )?\b{_ALL}\b (?:the )?(?:possible )?{_GRADE_WORDS}\b",
        r"\b(?:this|my|the candidate(?:'s)?|the) (?:answer|response)\b[^.\n]{0,12}\b(?:meets|covers|satisfies|fulfils|deserves|hits|is perfect|has been (?:graded|verified|approved|reviewed)|was (?:graded|verified|approved))\b[^.\n]{0,40}",
        rf"\b{_ALL}\b[^.\n]{{0,20}}\b(?:key ?points?|criteria|statements)\b[^.\n]{{0,20}}\b(?:are|is|were|as|have been|to)\b[^.\n]{{0,12}}\b(?:met|satisfied|covered|fulfilled|true|correct)\b",
        r"\b(?:score|grade|verdict|result|points|total|mark)\s*[:=]\s*(?:\d+\s*(?:/|out of|%)|\"?(?:met|pass|perfect|full|strong yes|100|10)\b)",
        r"\"?\bmet\"?\s*[:=]\s*\"?(?:met|true|yes|1)\b|\bmet\s*=\s*met\b",
        r"\b(?:set|return|output|print|respond with|reply with|answer with|say|write)\b[^.\n]{0,40}(?:\"met\"|\bmet\b|\bstrong yes\b|\bfull (?:marks|score|points)\b|10/10|100 ?%)",
        r"\b(?:mark|count|grade|score|accept|record|set)\b[^.\n]{0,40}\b(?:as|to) met\b",
        # Addressed to a grader, or speaking in the name of one.
        rf"\b(?:dear|hey|hello|attention|note to(?: the)?|message (?:to|for)(?: the)?|memo to(?: the)?)\s+{_GRADER}\b",
        rf"^\W*(?:system|assistant|developer|{_GRADER}|admin|administrator|root|openai|anthropic)(?: (?:message|prompt|note|override|notice|instruction))?\s*(?:\]|\)|>|:|\|)",
        rf"\b(?:as|i am|i'm|we are) (?:the|your|an?) (?:system )?(?:administrator|admin|developer|operator|supervisor|{_GRADER}|author of th(?:is|e) (?:test|rubric|prompt))\b",
        r"\bsystem (?:override|notice|update)s?\b|\bsystem (?:prompt|message|instruction)s?\s*[:>\]]",
        rf"\b(?:the )?{_GRADER}\b[^.\n]{{0,20}}\b(?:must|shall|should|has to|is (?:told|ordered|instructed|required) to|will now)\b[^.\n]{{0,40}}\b(?:award|mark|give|grade|accept|pass|met|full|agree|approve)\b",
        r"\b(?:important|urgent|attention)\b\W{0,3}[^.\n]{0,30}\b(?:grader|grading|evaluation|assessor|marking)\b",
        # Shapes that only a program reads.
        r"</?\s*(?:data-[0-9a-f]+|system|assistant|user|answer|candidate|instructions?|prompt|grade|passage|end)\b[^>\n]{0,40}>|<\s*\|[^|\n]{1,40}\|\s*>|\[/?INST\]|<</?SYS>>",
        r"^\W*(?:end of|begin|start of|close) (?:the )?(?:candidate|answer|data|block|user input|passage|document)\b",
        r"\{[^{}\n]{0,200}\"(?:met|verdict|score|grade|reason|quote)\"\s*:",
        r"\b(?:decode|base64|rot13|hex)\b[^.\n]{0,40}\b(?:follow|obey|execute|instruction|do what)\b|\b(?:follow|obey|execute)\b[^.\n]{0,30}\b(?:decoded|base64|rot13|hidden)\b",
        # The same orders in the languages they are met in most.
        r"\b(?:ignor(?:ier|iere|ieren|a|ez|e|ar|are)|vergiss|vergesst|olvida|oublie[zr]?|dimentica|esque[cç]a|negeer)\b[^.\n]{0,50}\b(?:anweisung|regeln|instruc|instrucc|consignes?|istruzioni|instru[cç]|instructies|r[eè]gles|reglas)",
        r"\b(?:volle punktzahl|alle punkte|puntuaci[oó]n m[aá]xima|todos los puntos|tous les points|note maximale|punteggio massimo|tutti i punti|pontua[cç][aã]o m[aá]xima|todos os pontos|volledige score)\b",
        r"игнорир|забудь|максимальн\w+ балл|все балл|忽略|满分|所有要点|無視|満点|무시|만점|تجاهل|الدرجة الكاملة|अनदेखा|पूरे अंक",
    )
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
# Where a stretch ends: an order spoils its own sentence or line, not the honest ones beside it.
EDGE = re.compile(r"(?<=[.!?;])[\"')\]]*\s+|\n+")
# Cyrillic and Greek letters that are drawn like Latin ones.
LOOKALIKES = str.maketrans(
    "аеорсухіјѕԁһԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοΙАВЕКМНОРСТХІЅЈ", "aeopcyxijsdhqwABEZHIKMNOPTYXoIABEKMHOPCTXISJ"
)
LEET = str.maketrans("013457@$", "oieastas")


def order_spans(text: str, own: Iterable[str] = ()) -> list[tuple[int, int]]:
    """The sentences and lines of `text`, as [start, end), that give orders or claim grades.

    Args:
        text: what a candidate or a document says.
        own: the question's texts; patterns that strike these are not used.
    """
    spared = " \n".join(own)
    patterns = [pattern for pattern in PATTERNS if not spared or not pattern.search(spared)]
    return [(start, end) for start, end in _stretches(text) if _is_order(text[start:end], patterns)]


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
    edges = [0, *(match.end() for match in EDGE.finditer(text)), len(text)]
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

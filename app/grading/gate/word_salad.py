"""The question's own words, and whether an answer only throws them together.

Decides which words and neighbours a question's texts have, and when an answer is torn out of them: words of the key
points, of their other wordings or of the strong answer in an order in which nobody would say them, whatever little
words are strewn between; and when it is a list of labelled items that belong together. Who says a thing in words of
their own is not measured here.
"""

import re
from collections import Counter
from functools import lru_cache
from itertools import chain, pairwise
from math import sqrt
from typing import NamedTuple

from app.grading.gate.word_order import order_score
from ingest.bank.questions import Question
from ingest.language.sentences import ANSWER_END
from ingest.language.stop_words import FUNCTION_WORDS
from ingest.language.text import Text
from ingest.language.tokens import WORD, stem, words_of

# Two neighbouring content words are torn if both are the question's own and it has them nowhere side by side. Their
# share of all neighbours reaches TORN + TORN_FEW / sqrt(n) in none of 297 gold answers and of 3,819 right ones of the
# data sets, in four of 2,822 right answers to follow-ups, in one of the bank's 2,030 other wordings, each held against
# the texts without it, and in every keyword salad and shuffled text of eval/attacks/red_team.py, those of the key
# points' runs of two words among them.
FEWEST_NEIGHBOURS = 8
TORN, TORN_FEW = 0.4, 1.4
# Among sentences that say nothing torn words are a small share. But of the different own neighbours within a sentence
# the same right answers, also the gold ones padded with such sentences, have at least INTACT * n - INTACT_SLACK intact.
INTACT, INTACT_SLACK = 0.25, 4.0
# A long answer in words of its own has few intact ones too, strewn over its sentences: five strong answers to other
# questions of the same topic together fell below in 88 of 228 cases. A salad has sentences that are nothing else: of
# those with two neighbours or more, so many have them torn. Right answers have at most 0.2 of such sentences, and those
# with few intact ones 0.11; the red team's salads among filler at least 0.23. Not one intact pair among so many is
# enough alone: no right answer has that, only answers to another question.
SALAD_SENTENCE, SALAD_NEIGHBOURS, SALAD_SENTENCES = 0.75, 2, 0.2
# Runs of three and four words of the texts, shuffled, have more intact. But they are the question's words alone: the
# gold answers have at most 0.7 of their neighbours so, two right answers in plain English 0.87, and strong answers,
# held against the other texts, 0.94 with 0.21 torn. Not where nobody wrote other wordings: 16 right answers of
# saf_comnet say the reference's few words in an order of their own.
COPIED_NEIGHBOURS, COPIED, COPIED_TORN = 30, 0.9, 0.3
# A follow-up asks for one point, too few words for that: so many torn ones are enough where the order is below
# LEAST_ORDER, or the same two little words or marks stand between all of them. None is enough alone: English without
# articles has no order to speak of (tests/app/grading/gate/test_word_salad.py), and "the" can be most of a sentence.
HALF_TORN, LEAST_ORDER = 0.6, -0.1
# What was thrown together reads out of order, is the question's words alone, or has the same little words or marks
# between; sentences of people have none of the three. Of 738 answers in eval/cases that are no salads 11 have words
# torn, all in sentences of this order or better; of the salads of 60 questions none passes.
PROSE_ORDER = 0.05
GLUE_WORDS, GLUE_SHARE, GLUE_MARKS = 6, 0.8, 0.4

# "Binary: sigmoid + BCE. Multi-class: softmax + cross-entropy." and "Precision 16 %, recall 80 %" have no sentence and
# say much. Of their items so many have a mark and few words, all but one of which one of the question's texts says
# together; of the salads of the red team one in the whole bank is such a list.
ITEM = re.compile(r"[.;!?](?=\s|$)|\n|,\s")
LABELS = re.compile(r"[:=+|→(/<>]|->|\d")
FEWEST_ITEMS, ITEM_WORDS, LABELLED = 3, 5, 0.6

# "D[i-1][j] + 1, D[i,j-1]" has letters and numbers in the order of a formula, which is nobody's prose: two of them are
# no neighbours where a mark that ends or divides no clause stands between or beside them. Two words are, or a salad
# with "+" between would pass.
FORMULA_MARK = re.compile(r"[^\w\s.,;:!?'\"%\u2019]|_")


class OwnWords(NamedTuple):
    """The stems of a question's texts, and those of neighbouring content words.

    `texts` are the stems of each key point, other wording and sentence of the strong answer.
    """

    stems: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    texts: tuple[frozenset[str], ...]


class Neighbours(NamedTuple):
    """Of the pairs of neighbouring content words of a text, which are torn.

    `own` counts the pairs of two words that are both the question's own, `within` the different ones of them within a
    sentence, and `intact` those of these that it has side by side.
    """

    torn: tuple[bool, ...]
    own: int
    within: int
    intact: int


def own_words(question: Question) -> OwnWords:
    """What the question, its strong answer, its key points and their other wordings say."""
    wordings = (text for point in question.key_points for text in (point.text, *point.other_wordings))
    return _own_words(question.text, question.strong_answer, tuple(wordings))


def is_torn(question: Question, text: Text) -> bool:
    """True if the text is the question's words in no order, with or without other words between."""
    return _has_torn_words(question, text) and not _is_prose(question, text)


def _has_torn_words(question: Question, text: Text) -> bool:
    found = neighbours(question, text)
    count = len(found.torn)
    if count < FEWEST_NEIGHBOURS:
        return False
    share = sum(found.torn) / count
    if share >= TORN + TORN_FEW / sqrt(count):
        return True
    is_apart = found.intact < INTACT * found.within - INTACT_SLACK
    if is_apart and (found.intact == 0 or _has_salad_sentences(question, text)):
        return True
    if count >= COPIED_NEIGHBOURS and share >= COPIED_TORN and found.own >= COPIED * count:
        return any(point.other_wordings for point in question.key_points)
    # The order is asked for last: it is 0.15 ms for 300 words.
    return share >= HALF_TORN and (_is_glued(text) or _is_disordered(text))


def _has_salad_sentences(question: Question, text: Text) -> bool:
    """True if a good part of the sentences has hardly anything but torn neighbours."""
    torn = [neighbours(question, Text(text.part(sentence))).torn for sentence in text.sentences]
    long_enough = [pairs for pairs in torn if len(pairs) >= SALAD_NEIGHBOURS]
    return sum(map(_is_salad, long_enough)) >= SALAD_SENTENCES * len(long_enough)


def _is_salad(torn: tuple[bool, ...]) -> bool:
    return len(torn) >= SALAD_NEIGHBOURS and sum(torn) >= SALAD_SENTENCE * len(torn)


def _is_prose(question: Question, text: Text) -> bool:
    """True if the sentences that have torn words are in order, and hold words that are not the question's."""
    parts = [(text.part(one), neighbours(question, Text(text.part(one))).torn) for one in text.sentences]
    told = " ".join(part for part, torn in parts if any(torn))
    salads = " ".join(part for part, torn in parts if _is_salad(torn))
    found, order = neighbours(question, Text(told)), order_score(told)
    if order is None or order < PROSE_ORDER or found.own >= COPIED * len(found.torn):
        return False
    return not (_is_glued(Text(told)) or (salads and _is_glued(Text(salads))))


def is_labelled_list(question: Question, text: Text) -> bool:
    """True if the text is a list of short items, "F1 = 0.27, recall 80 %", whose words the question's texts join."""
    items = [roots for item in ITEM.split(text.raw) if (roots := (_roots(item), LABELS.search(item) is not None))[0]]
    texts = own_words(question).texts
    telling = sum(
        is_labelled and 2 <= len(said) <= ITEM_WORDS and any(_is_joined(said, own) for own in texts)
        for said, is_labelled in items
    )
    return len(items) >= FEWEST_ITEMS and telling >= LABELLED * len(items)


def _is_joined(said: frozenset[str], own: frozenset[str]) -> bool:
    return len(said & own) >= 2 and len(said - own) <= 1


def neighbours(question: Question, text: Text) -> Neighbours:
    """The neighbouring content words of a text, held against the question's own; those within a formula are none."""
    own = own_words(question)
    words = [(match, stem(match.group().lower().replace("\u2019", "'"))) for match in WORD.finditer(text.raw)]
    said = [(match, root) for match, root in words if root]
    torn, own_pairs = [], 0
    within: set[tuple[str, str]] = set()
    for (before, first), (after, second) in pairwise(said):
        beside = max(0, before.start() - 1), after.end() + 1
        if _is_symbol(first) and _is_symbol(second) and FORMULA_MARK.search(text.raw, *beside):
            continue
        is_own = first in own.stems and second in own.stems and first != second
        is_intact = is_own and (first, second) in own.pairs
        torn.append(is_own and not is_intact)
        own_pairs += is_own
        if is_own and not _is_parted(text, before.end(), after.start()):
            within.add((first, second))
    return Neighbours(tuple(torn), own_pairs, len(within), len(within & own.pairs))


def _is_symbol(root: str) -> bool:
    """A letter, a number or both: "x", "16%", "w1"."""
    return len(root) == 1 or not root.isalpha()


def _is_parted(text: Text, end: int, start: int) -> bool:
    """True if a sentence ends between a word's end and the next one's start."""
    if ANSWER_END.search(text.raw, end, start):
        return True
    return bool(text.stops) and any(at in text.stops for at in range(end - 1, start))


def _roots(text: str) -> frozenset[str]:
    """The stems of a text's content words."""
    return frozenset(_in_order(text))


def _in_order(text: str) -> list[str]:
    return [root for root in map(stem, words_of(text)) if root]


# The same for every answer to a question: 0.9 ms to find, and 70 kB.
@lru_cache(maxsize=16)
def _own_words(question: str, strong_answer: str, wordings: tuple[str, ...]) -> OwnWords:
    roots = [_in_order(text) for text in (question, strong_answer, *wordings)]
    strong = Text(strong_answer)
    texts = (*wordings, *map(strong.part, strong.sentences))
    return OwnWords(
        frozenset(chain.from_iterable(roots)),
        frozenset(chain.from_iterable(map(pairwise, roots))),
        tuple(map(_roots, texts)),
    )


def _is_glued(text: Text) -> bool:
    """Two little words are nearly all the little words, "high and set and averaged and ...", or marks stand instead."""
    little = Counter(word for word in text.words if word in FUNCTION_WORDS)
    count, most = little.total(), sum(times for _, times in little.most_common(2))
    marks = sum(text.raw.count(mark) for mark in ",;|\n")
    return (count >= GLUE_WORDS and most >= GLUE_SHARE * count) or marks >= GLUE_MARKS * len(text.words)


def _is_disordered(text: Text) -> bool:
    order = order_score(text.raw)
    return order is not None and order < LEAST_ORDER

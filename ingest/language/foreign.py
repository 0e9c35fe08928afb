"""Is an answer in another language than English? Then it cannot be graded here, which is not the candidate's fault.

Decides it by script, by frequent words of 16 languages and, for the others, by a lack of English ones. Of 73 samples
in 36 languages this misses two, Russian in Latin letters and Slovene, and py3langid 0.4.0 none; neither takes one of
3,810 right English answers for another language. But the library is 105 MB in memory, 0.36 s once and 0.34 ms an
answer, and lingua is a wheel of 96 MB.
"""

import re
import unicodedata
from collections.abc import Sequence

from ingest.language.stop_words import FUNCTION_WORDS
from ingest.language.tokens import stem, words_of

NOT_ENGLISH = "The answer is not in English; the offline grader reads English only, so it is not graded."
# Below this many words a share says nothing.
FEW_WORDS = 4
# German, French, Spanish, Italian, Portuguese, Dutch, Polish, Turkish, Swedish with Danish and Norwegian, Czech with
# Slovak, Romanian, Finnish, Hungarian: their frequent words, but none that is as frequent in English, and not
# "non" ("non-linear in y"), "met", "care" and "dos".
_FOREIGN = (
    "der das und ist nicht ein eine einen einer dem den des mit für auf von zu sich wird werden auch bei oder wenn dass"
    " es er sie wir ich durch kann sind zwischen weil dann zum zur wie nur aber über würde fuer ueber wuerde dagegen",
    "le les une est et dans pour que qui sur pas avec la des du il ce cette parce être ou je au aux sont trop",
    "el los las y en por una del como para que se lo más pero cuando entre porque sobre este esta su si mas",
    "che di sono della il gli nel delle dei un una alla dal questo quando anche perché più ma mentre",
    "uma não das com são mais quando isso ao pelo pela está muito nos eu",
    "het een van zijn niet voor dat je ik op te dan wordt worden ook naar uit maar zou doordat",
    "nie się jest że na jak jeśli dla oraz przez ale które który lub od tym są więc aby czy albo można sie bo jesli",
    "ve bir bu için ile çok daha olarak gibi olan veya ama eğer değil ise olur sonra kadar icin da de çünkü cunku",
    "och att det är som på av för inte om till ett när så eller skulle ikke når hvis jeg",
    "nebo pokud jako jsou není při více který podle ako alebo sú nie čo pri viac bych je",
    "și este nu pe cu mai din pentru sau dacă ca fi sunt între mult",
    "ja ei että se kun jos tai myös mutta niin ovat voi",
    "az egy és nem hogy ha vagy meg csak több mert",
)
FOREIGN_WORDS = frozenset(word for words in _FOREIGN for word in words.split())
# English too, but as frequent elsewhere ("was", "is" and "in" make a tenth of Dutch), so they speak for neither.
_SHARED = (
    "a all also am an as at be by do for from has have he her i if in is it me more most no of on or over own same she",
    "so such to was we who will",
)
SHARED_WORDS = frozenset(word for words in _SHARED for word in words.split())
# Pieces of "e.g." and "isn't" are symbols elsewhere: "(C, E, forward)" stands in a German answer of saf_comnet.
ENGLISH_WORDS = FUNCTION_WORDS - FOREIGN_WORDS - frozenset(("e", "g", "s", "t"))
FOREIGN_SHARE = 0.12
# One of them has so many letters: "y is convex in a", "a positional encoding (PE) and the CE loss" are English.
FOREIGN_LETTERS = 3
# "de/da * da/dz", "O(n)" and "5 V" are no words of a language.
# Begun at the beginning of a word alone: tried at each letter, a word of 20,000 took 2 s.
FORMULA = re.compile(r"(?<!\S)(?=\S*[/*=^()<>+\d])\S+")
# Words that are written in no Latin letters, by their letters; among English terms they are few, and then there are no
# little English words. A single letter is a symbol of a formula.
OTHER_LETTERS, SOME_OTHER_LETTERS = 0.5, 0.15
# Words enough that can be said and are hardly English or the question's own are a language that is not in the list.
# The share of English words is where the gate finds a list of keywords: notes in saf_comnet have 0.1. Marks on letters
# tell sooner.
LONG_WORDS, MARKED_WORDS, MARKED_SHARE = 15, 8, 0.15
ENGLISH_SHARE, OWN_SHARE = 0.09, 0.3
# Random letters have 0.15 and more of such words, none of the languages tried more than 0.07.
UNPRONOUNCEABLE = re.compile(r"^[^aeiouy]+$|[^aeiouy\d'\u2019]{5}|(.)\1\1", re.IGNORECASE)
UNPRONOUNCEABLE_SHARE = 0.1
# So many words of "forward propagate inputs, compute output error, ..." have an English ending, which few others have.
ENGLISH_ENDING = re.compile(r"[a-z]{3}(?:ing|ed|tion|sion|ity|ment|ness|ly|able|ward|ate|ism|ers?)s?$")
ENDING_SHARE = 0.2


def is_foreign(known: frozenset[str], answer: str) -> bool:
    """True if the answer is in another language than English, and no mere letters.

    `known`: the stems of the question's own words, which count as English.
    """
    words = words_of(FORMULA.sub(" ", answer))
    english = [word for word in words if word in ENGLISH_WORDS]
    foreign = [word for word in words if word in FOREIGN_WORDS]
    only_english = sum(word not in SHARED_WORDS for word in english)
    is_marked = not answer.isascii() and sum(not word.isascii() for word in words) >= MARKED_SHARE * len(words)
    is_in_english = (only_english if is_marked else len(english)) >= ENGLISH_SHARE * len(words)
    if not answer.isascii() and _is_other_script(words, is_in_english=is_in_english):
        return True
    is_worded = len(set(foreign)) > 1 and max(map(len, foreign)) >= FOREIGN_LETTERS
    if is_worded and len(words) >= FEW_WORDS and len(foreign) >= FOREIGN_SHARE * len(words):
        return len(foreign) > only_english
    fewest = MARKED_WORDS if is_marked else LONG_WORDS
    return not is_in_english and _is_unknown_language(known, words, fewest)


def can_be_said(word: str) -> bool:
    """It has a vowel and not too many consonants in a row, whatever marks its letters carry."""
    if not word.isascii():
        word = "".join(letter for letter in unicodedata.normalize("NFKD", word) if letter.isascii())
    return UNPRONOUNCEABLE.search(word) is None


def _is_other_script(words: Sequence[str], *, is_in_english: bool) -> bool:
    other = sum(len(word) for word in words if len(word) > 1 and not _is_latin(word[0]) and not _is_latin(word[1]))
    least = OTHER_LETTERS if is_in_english else SOME_OTHER_LETTERS
    return other > 0 and other >= least * sum(len(word) for word in words if word[0].isalpha())


def _is_latin(letter: str) -> bool:
    return letter <= "\u024f" or "\u1e00" <= letter <= "\u1eff"


def _is_unknown_language(known: frozenset[str], words: Sequence[str], fewest: int) -> bool:
    """Words enough that can be said and are not the question's own."""
    spelt = [word for word in words if len(word) > 1 and word[0].isalpha()]
    if len(spelt) < fewest:
        return False
    if sum(ENGLISH_ENDING.search(word) is not None for word in spelt) >= ENDING_SHARE * len(spelt):
        return False
    if sum(stem(word) in known for word in spelt) > OWN_SHARE * len(spelt):
        return False
    return sum(not can_be_said(word) for word in spelt) <= UNPRONOUNCEABLE_SHARE * len(spelt)

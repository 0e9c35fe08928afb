"""Another language is not graded; English, letters that are no words and keywords are not taken for one."""

import random
import string

import pytest
from checkout import PROJECT
from labelled import labelled_questions

from app.grading.gate.word_salad import own_words
from app.grading.offline import OfflineGrader
from eval.attacks.red_team import gibberish
from eval.attacks.word_salads import SALADS
from eval.grading.gold_cases import read_gold
from ingest.embedding.embedder import Embedder
from ingest.language.foreign import can_be_said, is_foreign

BANK = labelled_questions()
QUESTION = next(question for question in BANK if question.id == "bias-variance-explain")
LISTED = {
    "German": "Der Bias ist hoch, weil das Modell zu einfach ist.",
    "German among English terms": "Overfitting erkennt man am Gap zwischen Training Loss und Validation Loss. Dagegen "
    "hilft Dropout, Early Stopping, Weight Decay oder Data Augmentation.",
    "German with the letters of a graph": "E hat das Paket, von S zu E, von T zu E, von G zu T, von S zu G.",
    "French": "Le biais est élevé parce que le modèle est trop simple.",
    "Spanish": "Yo mediria el error con datos nuevos porque asi se ve si el modelo generaliza o solo memoriza.",
    "Italian": "Il bias è l'errore dovuto a ipotesi troppo semplici nel modello, mentre la varianza indica quanto "
    "le previsioni cambiano con un altro training set.",
    "Portuguese": "Primeiro eu treinaria um modelo simples e mediria o erro nos dados de validação.",
    "Dutch": "Bias is de fout die je maakt doordat het model te simpel is, variance is hoe sterk de voorspelling "
    "verandert als je een andere training set gebruikt.",
    "Dutch with words that are English too": "Dat was in de les: bias is in het model.",
    "Polish": "Najpierw zmierzylbym blad na danych testowych, bo inaczej nie wiadomo czy model sie uczy.",
    "Turkish": "Once basit bir model egitir ve dogrulama verisinde hatayi olcerdim, cunku model ezberliyor olabilir.",
    "Swedish": "Jag skulle först träna en enkel modell och mäta felet på valideringsdata.",
    "Danish": "Jeg ville først træne en simpel model og måle fejlen på data, hvis det er muligt.",
    "Czech": "Pokud je rozdíl velký, model se učí nazpaměť a je potřeba více dat.",
    "Romanian": "Dacă diferența este mare, modelul învață pe de rost și este nevoie de date.",
    "Finnish": "Jos ero on suuri, malli oppii ulkoa ja silloin tarvitaan lisää dataa.",
    "Hungarian": "Ha nagy a különbség, a modell bemagolja az adatokat, és több adat kell.",
}
OTHER_SCRIPTS = {
    "Russian": "\u0413\u0440\u0430\u0434\u0438\u0435\u043d\u0442 \u0438\u0441\u0447\u0435\u0437\u0430\u0435\u0442.",
    "Russian among English terms": "\u041f\u0435\u0440\u0435\u043e\u0431\u0443\u0447\u0435\u043d\u0438\u0435 "
    "\u0432\u0438\u0434\u043d\u043e \u043f\u043e training loss \u0438 validation loss, "
    "\u043f\u043e\u043c\u043e\u0433\u0430\u0435\u0442 dropout \u0438 weight decay.",
    "Chinese": "\u68af\u5ea6\u6d88\u5931",
    "Chinese among English terms": "\u6211\u4f1a\u7528 gradient boosting \u548c cross-validation "
    "\u6765\u9009\u62e9\u6a21\u578b\uff0c\u5982\u679c validation loss \u4e0a\u5347\u5c31\u7528 early stopping\u3002",
    "Chinese with an English term": "\u6211\u7528 dropout \u6b63\u5219\u5316",
    "Japanese": "\u52fe\u914d\u6d88\u5931\u3067\u3059",
}
UNLISTED = {
    "Indonesian": "Pertama saya akan melatih model sederhana dan mengukur kesalahan pada data validasi. Jika "
    "selisihnya besar, model menghafal data dan diperlukan regularisasi.",
    "Vietnamese": "Gradient biến mất trong mạng sâu vì nhiều đạo hàm nhỏ được nhân.",
    "Lithuanian": "Jei skirtumas didelis, modelis mokosi atmintinai ir reikia reguliarizacijos arba daugiau "
    "duomenų, nes klaidą išmatuočiau.",
    "Swahili": "Kwanza ningefundisha modeli rahisi na kupima kosa kwenye data ya uthibitisho. Kama tofauti ni kubwa, "
    "modeli inakariri na inahitaji.",
}
SAMPLES = LISTED | OTHER_SCRIPTS | UNLISTED


@pytest.mark.parametrize(
    "answer", {**LISTED, **OTHER_SCRIPTS, **UNLISTED}.values(), ids={**LISTED, **OTHER_SCRIPTS, **UNLISTED}
)
def test_an_answer_in_another_language_is_not_graded(embedder: Embedder, answer: str) -> None:
    grade = OfflineGrader(embedder).grade(QUESTION, answer)
    assert grade.score is None
    assert not grade.is_graded


@pytest.mark.parametrize(
    "answer",
    [
        "I would start with a simple model and add features only if the error asks for it.",
        "",
        "Loud.",
        "AES, DES, RSA, SHA",
        "y is non-linear in x",
        "Fit y on x with a non-linear model",
        "Softmax gives non-negative y that sum to 1",
        "Token embedding plus PE, trained with CE loss",
        "SE = sd / sqrt(n), MA filter",
        "It is non-convex in y.",
        "The French words le, la and les are kept, and the German words der, die and das too.",
        "Use the van der Maaten and Hinton paper, t-SNE, or the one by Vapnik and Chervonenkis.",
        "El Niño, naïve Bayes, the Erdős\u2013Rényi graph and Schrödinger's résumé are a cliché.",
        "\u03b8 = \u03b1 \u0394x + \u03c3",
        "The word \u0441\u043e\u0431\u0430\u043a\u0430 is cut to many pieces, since the tokenizer has seen few of it.",
        "def mean(xs):\n    total = 0\n    for x in xs:\n        total += x\n    return total / len(xs)\n",
        "P(X = 3) = (6 über 3) * (0,6)^3 * (0,4)^3 = 20 * (27/125) * (8/125) = 0,27648",
        "Multi-layer switches: Forwarding based on layer 2-4 headers. Hardware switches: Hardware support for fast "
        "matching. Software switches: Connect multiple virtual machines to physical interface of host. Hybrid "
        "switches: Implement SDN and standard L2/L3 forwarding.",
        "tensorflow pytorch keras numpy pandas docker kubernetes airflow",
    ],
)
def test_english_with_names_formulas_or_code_is_english(answer: str) -> None:
    assert not is_foreign(own_words(QUESTION).stems, answer)


def test_no_gold_answer_no_strong_one_and_no_wording_is_foreign() -> None:
    questions = {question.id: question for question in BANK}
    said = [(questions[case.question_id], case.answer) for case in read_gold(PROJECT / "eval" / "cases", BANK)]
    for question in BANK:
        said += [(question, question.strong_answer), *((question, wrong.text) for wrong in question.wrong_statements)]
        said += [(question, text) for point in question.key_points for text in (point.text, *point.other_wordings)]
    for question, answer in said:
        assert not is_foreign(own_words(question).stems, answer), answer


@pytest.mark.slow
def test_letters_that_are_no_words_and_keywords_are_no_language() -> None:
    rng = random.Random(7)
    for question in BANK:
        assert not is_foreign(own_words(question).stems, gibberish(question, rng))
        for attack in SALADS.values():
            assert not is_foreign(own_words(question).stems, attack(question, rng))
    typed = [" ".join("".join(rng.choices(string.ascii_lowercase, k=6)) for _ in range(20)) for _ in range(500)]
    assert sum(is_foreign(own_words(QUESTION).stems, answer) for answer in typed) <= 0.02 * len(typed)


@pytest.mark.parametrize("word", ["loud", "été", "řeka", "bırak"])
def test_a_word_with_a_vowel_can_be_said(word: str) -> None:
    assert can_be_said(word)


@pytest.mark.parametrize("word", ["lkjh", "qwrtsa", "aaargh"])
def test_a_word_without_or_with_too_many_consonants_cannot_be_said(word: str) -> None:
    assert not can_be_said(word)

"""Fit how what was read becomes the state of a key point: `coach fit verdicts` writes app/reading/verdict.json.

Decides how: a softmax of few weights, shrunk, for whole answers, brief and long ones, and beside it how likely a whole
answer is to its question at all. It is fitted for the reader that ships, after its last stage of training.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from app.grading.offline import OfflineGrader
from app.grading.point_states import STORIES
from app.reading.outcome import STATES
from app.reading.verdict import FEATURES, SUBJECT, WEIGHTS, BesideForm, Form, SubjectForm, Weights
from app.settings import Settings
from eval.figures.folders import CASES
from eval.fitting.brief_answers import brief_answers, brief_story_answers
from eval.fitting.long_answers import long_answers
from eval.fitting.verdict_answers import (
    LabelledAnswer,
    partial_answers,
    strange_answers,
    whole_answers,
)
from eval.grading.beside import fit_beside, read_beside
from ingest.bank.questions import Question, load_bank
from ingest.embedding.default_embedder import load_embedder

Floats = NDArray[np.float64]
# Chosen by the likelihood of answers to questions that a fit has not seen, out of powers of ten.
PENALTY = 0.1
# The log odds of an answer being to its question before it is read: hardly one that is may get less for it, and a story
# shares less with its question.
PRIORS = {"story": 2.2, "technical": 1.2}
# The features of the subject are few and of small spread.
SUBJECT_PENALTY = 30
# What the points of long answers count in the form of these beside all points of whole ones, which are there since in
# long ones none is contradicted. Of strong answers that it was not fitted on, with a third of this, this and three
# times this, 0.50, 0.43 and 0.39 of what nobody said is credited, and 0.94, 0.93 and 0.92 of what is met.
LONG_COUNT = 3.0
# What the short answers to follow-ups of taught stories count beside those of others, of which there are 419 points.
STORIES_COUNT = 3.0
UNTAUGHT = Form(slopes=((0.0,) * len(FEATURES),) * len(STATES), offsets=(0.0,) * len(STATES))
NO_SUBJECT = SubjectForm(slopes=(0.0,) * len(SUBJECT), offset=0.0)
NOTHING_BESIDE = BesideForm(slopes=(0.0,) * len(FEATURES), offset=0.0)
BESIDE = CASES / "beside" / "taught.jsonl"


def _untaught() -> Weights:
    length = dict.fromkeys(("whole", "brief", "story_follow_up", "long"), UNTAUGHT)
    return Weights(**length, story=NO_SUBJECT, technical=NO_SUBJECT, beside=NOTHING_BESIDE)


@dataclass(frozen=True)
class Rows:
    """What is known of the points of some answers.

    `features` float64 (points, FEATURES), `labels` int64 (points,), `weights` float64 (points,): what each counts;
    `subjects` float64 (answers, SUBJECT).
    """

    answers: tuple[LabelledAnswer, ...]
    features: Floats
    labels: NDArray[np.int64]
    weights: Floats
    subjects: Floats

    def __add__(self, other: "Rows") -> "Rows":
        return Rows(
            (*self.answers, *other.answers),
            np.vstack([self.features, other.features]),
            np.concatenate([self.labels, other.labels]),
            np.concatenate([self.weights, other.weights]),
            np.vstack([self.subjects, other.subjects]),
        )

    def story_follow_ups(self, *, are_wanted: bool) -> "Rows":
        """Answers to follow-ups of questions that ask for something done, or the others; with every labelled point."""
        found = [one.is_follow_up and one.question.stage in STORIES for one in self.answers]
        is_wanted = [one is are_wanted for one in found]
        of_points = np.repeat(is_wanted, [len(one.labels) for one in self.answers])
        answers = tuple(one for one, wanted in zip(self.answers, is_wanted, strict=True) if wanted)
        chosen = (self.features[of_points], self.labels[of_points], self.weights[of_points])
        return Rows(answers, *chosen, self.subjects[is_wanted])

    def counted(self, weight: float) -> "Rows":
        """The same, all points of which count `weight` together."""
        return replace(self, weights=self.weights * weight / self.weights.sum())


def read_rows(answers: Sequence[LabelledAnswer], grader: OfflineGrader) -> Rows:
    """Read the labelled points of some answers."""
    held, rows, labels, weights, subjects = [], [], [], [], []
    for one in answers:
        try:
            read = grader.points_read(one.question, one.answer, is_follow_up=one.is_follow_up)
        except ValueError:
            # A message that only echoes the question, or holds no word, leaves nothing to read.
            continue
        held.append(one)
        subjects.append(read[0].features[-len(SUBJECT) :])
        for point, seen in zip(one.question.key_points, read, strict=True):
            if point.id in one.labels:
                rows.append(seen.features)
                labels.append(one.labels[point.id])
                weights.append(one.counts)
    return Rows(tuple(held), np.array(rows), np.array(labels, dtype=np.int64), np.array(weights), np.array(subjects))


def fit_subjects(whole: Rows, strange: Rows) -> dict[str, SubjectForm]:
    """How likely an answer is to its question, of stories and of the rest.

    From the independent ones of whole answers, and from answers to other questions.
    """
    answers, subjects = [*whole.answers, *strange.answers], np.vstack([whole.subjects, strange.subjects])
    own = np.array([one.is_independent for one in answers])
    other = np.array([one.is_strange for one in answers])
    stories = np.array([one.question.stage in STORIES for one in answers])
    found = {}
    for name, here in (("story", stories), ("technical", ~stories)):
        chosen = here & (own | other)
        counts = np.where(own[chosen], 1.0, (here & own).sum() / (here & other).sum())
        model = LogisticRegression(C=SUBJECT_PENALTY, max_iter=3000).fit(
            subjects[chosen], own[chosen], sample_weight=counts
        )
        slopes = tuple(round(float(value), 4) for value in model.coef_[0])
        found[name] = SubjectForm(slopes=slopes, offset=round(float(model.intercept_[0]) + PRIORS[name], 4))
    return found


def fit(rows: Floats, labels: NDArray[np.int64], weights: Floats, penalty: float = PENALTY) -> Form:
    """Weights under which the labels are most likely, held near 0 by `penalty`."""
    scaled = weights / weights.mean()
    model = LogisticRegression(C=penalty, max_iter=3000).fit(rows, labels, sample_weight=scaled)
    if len(model.classes_) != len(STATES):
        raise ValueError(f"the answers hold the states {model.classes_}, all {len(STATES)} are needed")
    return Form(
        slopes=tuple(tuple(round(float(value), 4) for value in row) for row in model.coef_),
        offsets=tuple(round(float(value), 4) for value in model.intercept_),
    )


def unshared(rows: Floats) -> Floats:
    """The features without `share`, which is left at 0: with it wrong sentences earned 0.38 of the points for 0.29."""
    held = rows.copy()
    held[:, FEATURES.index("share")] = 0.0
    return held


def fit_verdicts(settings: Settings, *, keep_subject: bool = False) -> str:
    """Fit the forms of whole, brief and long answers, write them, and tell how many points and which weights.

    `keep_subject`: how likely an answer is to its question stays as it is.
    """
    bank, grader = _to_read(settings)
    whole = read_rows([*whole_answers(bank), *partial_answers(bank)], grader)
    long = whole + read_rows(long_answers(bank), grader).counted(LONG_COUNT * whole.weights.sum())
    forms, table = _forms({"whole": whole, **_brief_rows(bank, grader), "long": long})
    beside = _beside(bank, grader)
    if keep_subject:
        weights = _shipped().model_copy(update={**forms, "beside": beside})
    else:
        # What answers another question teaches the subject alone: in the form of whole answers it cost points that are
        # met.
        about = fit_subjects(whole, read_rows(strange_answers(bank), grader))
        for name, subject in about.items():
            table.append(f"{name}: {', '.join(SUBJECT)} {subject.slopes}, offset {subject.offset}")
        weights = Weights(**forms, **about, beside=beside)
    _write(weights)
    return "\n".join(table)


def fit_brief_alone(settings: Settings) -> str:
    """Fit the two forms of brief answers, and leave the others as they are; tells the same of them."""
    forms, table = _forms(_brief_rows(*_to_read(settings)))
    _write(_shipped().model_copy(update=dict(forms)))
    return "\n".join(table)


def fit_beside_alone(settings: Settings) -> str:
    """Fit the form of points beside what was asked, and leave the others as they are."""
    form = _beside(load_bank(settings.corpus / "questions"), OfflineGrader(load_embedder(settings.models_folder)))
    _write(_shipped().model_copy(update={"beside": form}))
    return f"beside: {form.slopes}, offset {form.offset}"


def _to_read(settings: Settings) -> tuple[Sequence[Question], OfflineGrader]:
    """The bank, and a grader of which only what is read is wanted: the weights that ship may be of other features."""
    return load_bank(settings.corpus / "questions"), OfflineGrader(
        load_embedder(settings.models_folder), weights=_untaught()
    )


def _brief_rows(bank: Sequence[Question], grader: OfflineGrader) -> dict[str, Rows]:
    """What the two forms of brief answers are fitted on."""
    brief = read_rows(brief_answers(bank), grader)
    brief = replace(brief, features=unshared(brief.features))
    told = brief.story_follow_ups(are_wanted=True)
    more = read_rows(brief_story_answers(bank), grader).counted(STORIES_COUNT * told.weights.sum())
    more = replace(more, features=unshared(more.features))
    return {"brief": brief.story_follow_ups(are_wanted=False), "story_follow_up": told + more}


def _forms(kinds: Mapping[str, Rows]) -> tuple[dict[str, Form], list[str]]:
    """The form of each kind of answers, and lines that tell of them."""
    forms, table = {}, [f"{', '.join(FEATURES)}, offset"]
    for name, rows in kinds.items():
        forms[name] = fit(rows.features, rows.labels, rows.weights)
        table.append(f"{name}: {len(rows.answers)} answers, {len(rows.labels)} points")
        for state, slopes, offset in zip(STATES, forms[name].slopes, forms[name].offsets, strict=True):
            table.append(f"  {state.value:<14}" + " ".join(f"{value:7.3f}" for value in (*slopes, offset)))
    return forms, table


def _shipped() -> Weights:
    return Weights.model_validate_json(WEIGHTS.read_text(encoding="utf-8"))


def _beside(bank: Sequence[Question], grader: OfflineGrader) -> BesideForm:
    return fit_beside(read_beside(BESIDE), bank, grader)


def _write(weights: Weights) -> None:
    WEIGHTS.write_text(json.dumps(weights.model_dump(), indent=1) + "\n", encoding="utf-8")

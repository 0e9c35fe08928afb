"""A job and a CV -> what to prepare: topics and rounds, passages and questions, what will be probed, what to bring.

Decides by search alone, so nothing is invented: a line of the job is a requirement where the corpus teaches something
of it; the questions to expect are those of the bank whose points are taught there; a project of the CV shows a
requirement where both lead to the same notes or share words. Every statement cites the lines that it rests on.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.answering.retriever import Retriever, evidence
from app.coach.candidates.plan_lines import BULLETS, Cited, names_in, statements_of, statements_of_job
from app.coach.question_bank import QuestionBank
from ingest.bank.questions import Question
from ingest.bank.taxonomy import PROBES_HEADING, SPELLINGS, WRONG_ANSWERS_HEADING, Stage, Topic
from ingest.documents.document import Document
from ingest.documents.structure import BlockKind
from ingest.index.search import Hit
from ingest.language.content_words import content_stems

HITS, READ, EXPECTED, MOST_PROJECTS, MOST_PROBES = 6, 2, 3, 3, 12
# From this evidence and this mean cosine of what was found on, the corpus teaches what a line is about. A line is no
# question: of the 39 lines of jobs and CVs on which these were chosen the bounds for questions take 7 wrongly and these
# 2, of 32 others 5 and 3 (at a mean of 0.37; the corpus has grown since, and a line on holidays came to 0.372).
LEAST_EVIDENCE, LEAST_MEAN = 0.5, 0.38
# From this likeness on a line of the CV shows a requirement. A tool that both name is as much: FAISS, FastAPI, LoRA.
SHOWS = 0.3
# What stands below these headings is asked or wrong, and teaches nothing.
ASKED = {PROBES_HEADING, WRONG_ANSWERS_HEADING}
# Sections of a CV that hold no work, by their first word.
NO_PROJECT = {"skill", "educ", "languag", "contact", "interest", "summari", "profil", "certif", "hobbi", "refer"}
# Words of a heading that names no work of its own: each line below it is one.
NO_NAME = content_stems("own personal side open source projects work experience employment history")


@dataclass(frozen=True)
class Reading:
    """A passage to read."""

    document: str
    title: str
    headings: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True)
class Expected:
    """A question of the bank to expect."""

    id: str
    text: str
    stage: Stage


@dataclass(frozen=True)
class Requirement:
    """A line of the job: its topic, the rounds that ask about it, what to read, what to expect.

    `shown_by` is the line of the CV that speaks to it; None where none does, which is a gap to prepare for.
    """

    line: Cited
    topic: str
    rounds: tuple[Stage, ...]
    read: tuple[Reading, ...]
    questions: tuple[Expected, ...]
    shown_by: Cited | None


@dataclass(frozen=True)
class Probe:
    """A line of the CV that an interviewer can probe, why, and questions to expect there."""

    line: Cited
    why: tuple[str, ...]
    questions: tuple[Expected, ...]


@dataclass(frozen=True)
class Shows:
    """A requirement and the line of a project that shows it."""

    requirement: Cited
    line: Cited


@dataclass(frozen=True)
class Project:
    """A project to bring, and what it shows."""

    line: Cited
    shows: tuple[Shows, ...]


@dataclass(frozen=True)
class Plan:
    """What to prepare. `topics` by how many lines ask for them; `unknown`: what is asked for and not taught here."""

    topics: tuple[Topic, ...]
    requirements: tuple[Requirement, ...]
    unknown: tuple[Cited, ...]
    probes: tuple[Probe, ...]
    projects: tuple[Project, ...]


@dataclass(frozen=True)
class _Line:
    """A line with what was found for it: `hits` that teach; `topics`, the share of each in all of it, sum 1."""

    cited: Cited
    stems: frozenset[str]
    names: frozenset[str]
    hits: tuple[Hit, ...]
    topics: dict[str, float]
    is_known: bool

    @property
    def documents(self) -> dict[str, float]:
        """The best score of each document that was found."""
        found: dict[str, float] = {}
        for hit in self.hits:
            found[hit.passage.document] = max(found.get(hit.passage.document, 0.0), hit.score)
        return found

    @property
    def topic(self) -> str:
        """The topic that most of what was found belongs to."""
        return max(self.topics, key=lambda name: self.topics[name], default="")


@dataclass(frozen=True)
class Planner:
    """Makes plans from the index and the bank."""

    bank: QuestionBank
    retriever: Retriever

    def plan(self, job: Document, cv: Document) -> Plan:
        """What to prepare for this job with this CV."""
        asked = statements_of_job(job)
        wanted = [self._read(one) for one in asked]
        told = [self._read(one) for one in statements_of(cv)]
        requirements = [one for one in wanted if one.is_known]
        topics = Counter(one.topic for one in requirements)
        projects = _projects(cv, told)
        return Plan(
            topics=tuple(Topic(name) for name, _ in topics.most_common() if name in set(Topic)),
            requirements=tuple(self._requirement(one, told) for one in requirements),
            unknown=tuple(one.cited for one in wanted if not one.is_known and asked[one.cited]),
            probes=tuple(self._probes(told)),
            projects=tuple(_to_bring(projects, requirements)),
        )

    def _read(self, cited: Cited) -> _Line:
        text = cited.text.strip(BULLETS)
        found = self.retriever.search(text, HITS)
        hits = tuple(hit for hit in found if not ASKED & set(hit.passage.headings))
        return _Line(cited, content_stems(text), names_in(text), hits, _topics(found), _is_taught(hits))

    def _requirement(self, line: _Line, told: Sequence[_Line]) -> Requirement:
        questions = self._expected(line, set(Stage))
        best = max(told, key=lambda one: _likeness(line, one), default=None)
        return Requirement(
            line=line.cited,
            topic=line.topic,
            rounds=tuple(sorted({one.stage for one in questions}, key=list(Stage).index)),
            read=tuple(_reading(hit) for hit in line.hits[:READ]),
            questions=questions,
            shown_by=best.cited if best is not None and _likeness(line, best) >= SHOWS else None,
        )

    def _probes(self, told: Sequence[_Line]) -> Iterable[Probe]:
        found = []
        for line in told:
            questions = self._expected(line, {Stage.PROJECT_REVIEW, Stage.DEEP_DIVE}) if line.is_known else ()
            why = _why(line)
            if why or questions:
                found.append(Probe(line.cited, why, questions))
        best = sorted(found, key=lambda one: -(len(one.why) + bool(one.questions)))[:MOST_PROBES]
        return sorted(best, key=lambda one: one.line.line)

    def _expected(self, line: _Line, stages: set[Stage]) -> tuple[Expected, ...]:
        """The questions most of whose points are taught where the line's passages stand."""
        documents = line.documents
        scored = []
        for question in self.bank.questions:
            if question.stage in stages:
                score = _taught(question, documents)
                if score > 0:
                    scored.append((score, question))
        scored.sort(key=lambda pair: (-pair[0], pair[1].id))
        return tuple(Expected(one.id, one.text, one.stage) for _, one in scored[:EXPECTED])


def _is_taught(hits: Sequence[Hit]) -> bool:
    """Whether the corpus teaches what was searched for, a line and not a question."""
    if not hits or evidence(hits[0]) < LEAST_EVIDENCE:
        return False
    return sum(hit.vector for hit in hits) / len(hits) >= LEAST_MEAN


def _topics(hits: Sequence[Hit]) -> dict[str, float]:
    scores: defaultdict[str, float] = defaultdict(float)
    for hit in hits:
        scores[hit.passage.document.split("/")[0]] += hit.score
    whole = sum(scores.values())
    return {name: score / whole for name, score in scores.items()}


def _taught(question: Question, documents: dict[str, float]) -> float:
    places = [point.section.partition("#")[0] for point in question.key_points if point.section]
    return sum(documents.get(place, 0.0) for place in places) / len(places) if places else 0.0


def _reading(hit: Hit) -> Reading:
    passage = hit.passage
    return Reading(passage.document, passage.title, tuple(passage.headings), passage.start, passage.end)


def _likeness(requirement: _Line, told: _Line) -> float:
    """How much a line of the CV speaks to a requirement: topics and notes of both, words and names of both."""
    wanted, found = requirement.documents, told.documents
    possible = sum(wanted.values()) or 1
    notes = sum(min(score, found.get(document, 0.0)) for document, score in wanted.items()) / possible
    shared = len(requirement.stems & told.stems) / (len(requirement.stems) or 1)
    topics = sum(min(share, told.topics.get(name, 0.0)) for name, share in requirement.topics.items())
    named = SHOWS if requirement.names & told.names else 0.0
    return named + 0.4 * min(1.0, 2 * shared) + told.is_known * (0.2 * notes + 0.4 * topics)


def _why(line: _Line) -> tuple[str, ...]:
    """What in a line of the CV an interviewer can ask about, whatever it is about."""
    words = {word.lower().strip(".,;:()") for word in line.cited.text.split()}
    reasons = []
    if any(sign.isdigit() for sign in line.cited.text):
        reasons.append("It names a number: measured how, and against what?")
    if words & {"we", "our", "team", "helped", "supported", "contributed", "participated", "involved"}:
        reasons.append("It tells of a team: which part was your own?")
    if line.is_known:
        topic = SPELLINGS.get(line.topic) or line.topic.replace("-", " ")
        reasons.append(f"It touches {topic}: expect to be asked for more depth.")
    return tuple(reasons)


def _projects(cv: Document, told: Sequence[_Line]) -> list[tuple[Cited, list[_Line]]]:
    """The parts of a CV that tell of work: a heading with what stands below it, or each statement where none names it.

    What a CV begins with is its owner's name.
    """
    starts = [block.start for block in cv.blocks if block.kind is BlockKind.HEADING]
    found = []
    for start, end in pairwise([*starts, len(cv.text)]):
        first = cv.text.count("\n", 0, start) + 1
        last = cv.text.count("\n", 0, end) + (end == len(cv.text))
        name = cv.text.split("\n")[first - 1].strip()
        lines = [line for line in told if first < line.cited.line <= last]
        is_work = not any(stem.startswith(tuple(NO_PROJECT)) for stem in content_stems(name))
        is_owner = not cv.text[:start].strip()
        if lines and is_work and (is_owner or content_stems(name) <= NO_NAME):
            found += [(line.cited, [line]) for line in lines]
        elif lines and is_work:
            found.append((Cited(cv.source, first, name), lines))
    return found or [(line.cited, [line]) for line in told]


def _to_bring(projects: Sequence[tuple[Cited, list[_Line]]], requirements: Sequence[_Line]) -> Iterable[Project]:
    """Up to three projects, each the one that shows most of what no other shows better yet."""
    left, shown = list(projects), set()  # type: list[tuple[Cited, list[_Line]]], set[Cited]
    while left and len(projects) - len(left) < MOST_PROJECTS:
        best = max(left, key=lambda project: len(_shows(project[1], requirements, shown)))
        shows = _shows(best[1], requirements, shown)
        if not shows:
            return
        left.remove(best)
        shown |= {one.requirement for one in shows}
        yield Project(best[0], tuple(shows))


def _shows(lines: Sequence[_Line], requirements: Sequence[_Line], shown: set[Cited]) -> list[Shows]:
    found = []
    for requirement in requirements:
        best = max(lines, key=lambda line: _likeness(requirement, line))
        if requirement.cited not in shown and _likeness(requirement, best) >= SHOWS:
            found.append(Shows(requirement.cited, best.cited))
    return found

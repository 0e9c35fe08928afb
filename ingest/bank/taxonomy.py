"""The words that sort the corpus: the stages of an interview, the skills it assesses, the topics.

Decides the closed lists; what a note or a question must contain is in questions.py and eval/corpus.
"""

from enum import StrEnum


class Stage(StrEnum):
    """The five rounds of an AI-engineer interview, in their usual order."""

    SCREENING = "screening"
    PROJECT_REVIEW = "project-review"
    DEEP_DIVE = "deep-dive"
    SYSTEM_DESIGN = "system-design"
    BEHAVIOURAL = "behavioural"


class Skill(StrEnum):
    """The seven skills that interviews assess."""

    FUNDAMENTALS = "fundamentals"
    IMPLEMENTATION = "implementation"
    DEEP_LEARNING = "deep-learning"
    GENERATIVE_AI = "generative-ai"
    SYSTEM_DESIGN = "system-design"
    MATHEMATICS = "mathematics"
    PROBLEM_SOLVING = "problem-solving"


class Topic(StrEnum):
    """The folders of corpus/notes and the files of corpus/questions."""

    ML_FUNDAMENTALS = "ml-fundamentals"
    EVALUATION = "evaluation"
    CLASSICAL_ALGORITHMS = "classical-algorithms"
    DEEP_LEARNING = "deep-learning"
    LLMS = "llms"
    RAG = "rag"
    AGENTS = "agents"
    PROMPTING = "prompting"
    MLOPS = "mlops"
    SYSTEM_DESIGN = "system-design"
    MATHEMATICS = "mathematics"
    CODING = "coding"
    BEHAVIOURAL = "behavioural"
    INTERVIEW = "interview"

    @property
    def spelled(self) -> str:
        """As it stands in a sentence, such as "RAG" and "deep learning"."""
        return SPELLINGS.get(self.value) or self.value.replace("-", " ")


# As app/web/text/names.js spells them; what is no noun, or means something else there, by what its questions ask for.
SPELLINGS = {
    "llms": "LLMs",
    "rag": "RAG",
    "mlops": "MLOps",
    "generative-ai": "generative AI",
    "ml-fundamentals": "ML fundamentals",
    "interview": "projects",
    "behavioural": "behavioural stories",
}


class Difficulty(StrEnum):
    """How hard a question is for a candidate at the level of the job."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Level(StrEnum):
    """The level of the job: what a good answer must hold rises from one to the next."""

    JUNIOR = "junior"
    MID = "mid"
    SENIOR = "senior"
    STAFF = "staff"


# Headings that every note ends with. What stands below them is asked or wrong, so it answers nothing:
# the tutor once quoted "LoRA prunes the weights" from such a list as its answer.
PROBES_HEADING = "What interviewers probe next"
WRONG_ANSWERS_HEADING = "Wrong answers you will hear"

"""The prompts: how a model holds an interview with the tools.

Decides what the model is told to leave to the coach: the questions, the grades, and the candidate's words as they are.
"""

from typing import Annotated, Any

from mcp.server.mcpserver import MCPServer
from pydantic import Field

STAGES = "screening, project-review, deep-dive, system-design or behavioural"


def mock_interview(
    stage: Annotated[str, Field(description=STAGES)] = "screening",
    topics: Annotated[str, Field(description="comma-separated, such as rag, llms; empty: all")] = "",
    questions: Annotated[str, Field(description="how many")] = "4",
) -> str:
    """Hold a mock interview with me."""
    about = f" on {topics}" if topics.strip() else ""
    return f"""Hold a mock interview with me, round {stage}{about}, {questions} questions, with the tools of the coach.

1. Call `start`, and put what it asks to me in its own words. Then wait: never answer for me.
2. Give my answer to `answer` word for word, with the interview's id and the turn that is asked. Do not mend it or make
   it longer.
3. Tell me the reply as it comes: the points, my words that earned them, and for each point that I missed the passage
   that teaches it. Change no grade, and add no point of your own.
4. Put the next question to me, and go on until the interview has ended. Give no hints and no solutions of your own
   before I have answered, and nothing of a point that is held back. Where I want a hint, call `hint`, which costs part
   of the point; where I ask back, call `clarify`. Tell me what either tells, and nothing beside it.
5. At the end show the scorecard, and name the three things to study first."""


def study(
    question: Annotated[str, Field(description="what to explain, such as: When do I use PR-AUC?")],
) -> str:
    """Explain something from the coach's notes, with its sources."""
    return (
        f"Call `ask` with this question and give me the answer with its citations: {question}\n\n"
        "Where it is refused, say so, and do not answer from memory. For more, call `search` and read the documents "
        "that it names as resources, coach://documents/<document>."
    )


def add_to(server: MCPServer[Any]) -> None:
    """Offer all of them."""
    for prompt in (mock_interview, study):
        server.prompt()(prompt)

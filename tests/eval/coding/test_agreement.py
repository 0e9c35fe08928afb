"""Labels by hand beside what runs say."""

from banks import coding_tasks

from eval.coding.agreement import Judged, render
from eval.coding.labelled_solutions import labelled

TASKS = coding_tasks()


def test_there_are_sixty_further_solutions_and_every_label_names_a_point() -> None:
    cases = list(labelled(TASKS))
    assert sum(case.source == "further" for case in cases) >= 60
    assert sum(case.source == "wrong" for case in cases) >= 3 * len(TASKS)


def test_a_run_that_cannot_tell_counts_as_a_disagreement() -> None:
    case = next(labelled(TASKS))
    judged = [Judged(case, "a", True, True), Judged(case, "b", True, None)]
    assert "50.0%" in render(judged)
    assert "not known" in render(judged)

"""What was told in a conversation is found out from its questions, and each of them is answered once."""

from app.answering.prepared.conversation import Conversation
from app.answering.retriever import Found


class Finds:
    """Finds nothing, and remembers what was looked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def find(self, query: str) -> Found:
        self.asked.append(query)
        return Found(query, (), (), answers=True)


def test_a_later_question_knows_what_those_before_it_were_told():
    looked = Finds()

    def prepared_for(found):
        return (f"told for {found.wording.own}", *(f"again {one}" for one in found.wording.told[:1]))

    conversation = Conversation(looked, prepared_for)
    assert conversation.read("what is a cache").told == ()
    assert looked.asked == []
    before = ("what is a cache", "when does it pay")
    told = conversation.read("what does it cost", before).told
    assert told == ("told for what is a cache", "told for when does it pay", "again told for what is a cache")
    looked.asked.clear()
    assert conversation.read("and in memory?", before).told == told
    assert looked.asked == []


def test_an_example_is_asked_of_what_the_last_question_with_a_subject_was_taken_to_be_about():
    conversation = Conversation(Finds(), lambda _: ())
    before = ("what is a cache", "and in memory?")
    assert conversation.read("why?", before).search == "why in memory cache"
    assert (
        conversation.read("can you give an example", (*before, "why?")).search
        == "can you give an example in memory cache"
    )

"""Who stands about a server under load, as locust runs them: candidates, askers, onlookers (server_load.py starts it).

Locust has put gevent's sleep and threads in the place of Python's, so one who waits holds up nobody.

Decides what each of them does, and that each request of HTTP/1.1 has a connection of its own. What a phase asks for is
JSON in the file that LOAD_PHASE names: `url`, `keys` (of the accounts), `texts` (answers), `people`, `rate` (answers a
second of all together; null: one after another), `answers` (after so many each stops; null: none does), `question`
(null where interviews are held), `onlooked` (whether quick things are asked for beside), `seed`. What came back goes
into the file LOAD_FOUND: for each kind of request the seconds of good replies, the count of others by status (0: none
came), and the key points of the graded answers.
"""

import itertools
import json
import os
import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from locust import FastHttpUser, events, task
from locust.exception import StopUser

PHASE: dict[str, Any] = json.loads(Path(os.environ["LOAD_PHASE"]).read_text(encoding="utf-8"))
TIMEOUT_S = 300.0
# Each quick thing is asked for every second, a quarter of a second after the one before it.
QUICK: tuple[tuple[str, str, str, dict[str, Any] | None], ...] = (
    ("health", "GET", "/healthz", None),
    ("page file", "GET", "/static/main.js", None),
    ("search", "GET", "/api/search?q=kv+cache+memory", None),
    ("start", "POST", "/api/interviews", {"stage": "screening", "questions": 2, "seed": 7}),
)
seconds: defaultdict[str, list[float]] = defaultdict(list)
others: defaultdict[str, Counter[int]] = defaultdict(Counter)
points: list[int] = []
numbers: Iterator[int] = itertools.count()
looking: Iterator[int] = itertools.count()
left = PHASE["people"]


@events.request.add_listener
def _count(name: str, response_time: float, response: Any, exception: Exception | None, **_: object) -> None:
    if exception is None:
        seconds[name].append(response_time / 1000)
    else:
        others[name][getattr(response, "status_code", 0) or 0] += 1


@events.quitting.add_listener
def _write(**_: object) -> None:
    found = {"seconds": seconds, "others": others, "points": points}
    Path(os.environ["LOAD_FOUND"]).write_text(json.dumps(found), encoding="utf-8")


class Asking(FastHttpUser):  # type: ignore[misc]  # read alike whether locust is installed or not
    """Who asks the server of this phase."""

    abstract = True
    host = PHASE["url"]
    connection_timeout = network_timeout = TIMEOUT_S
    max_retries = 0

    def send(self, name: str, method: str, path: str, body: dict[str, Any] | None, key: str) -> Any:
        """A request by the account of a key and its reply, counted by `name`."""
        headers = {"Authorization": f"Bearer {key}", "Connection": "close"}
        return self.client.request(method, path, name=name, json=body, headers=headers)


class Person(Asking):
    """Holds interviews one after another, or asks one question; with more accounts than people, by each in turn."""

    def on_start(self) -> None:
        """Take an account, and where answers come at a rate, a moment to begin at."""
        number = next(numbers)
        self.rng = random.Random(f"{PHASE['seed']} {number}")  # noqa: S311  (no secret)
        self.accounts = itertools.cycle(PHASE["keys"][number :: PHASE["people"]])
        self.interviews: dict[str, dict[str, Any]] = {}
        self.answered = 0
        time.sleep(self.wait_time())

    def wait_time(self) -> float:
        """Seconds until the next answer: all together they come as independent people's do."""
        return self.rng.expovariate(PHASE["rate"] / PHASE["people"]) if PHASE["rate"] else 0.0

    @task
    def act(self) -> None:
        """Answer what is asked now, in an interview that is begun where there is none."""
        key = next(self.accounts)
        if PHASE["question"]:
            self.send("stream", "POST", "/api/ask/stream", {"question": PHASE["question"]}, key)
            is_done = True
        else:
            is_done = not self._answer(key)
        self.answered += 1
        if (is_done and PHASE["answers"]) or self.answered == PHASE["answers"]:
            self._leave()

    def _answer(self, key: str) -> bool:
        """Whether that worked."""
        interview = self.interviews.get(key)
        if interview is None or interview["ask"] is None:
            body = {"stage": "screening", "questions": 4, "seed": self.rng.randrange(1_000_000)}
            reply = self.send("a start", "POST", "/api/interviews", body, key)
            if not reply.ok:
                return False
            interview = self.interviews[key] = reply.json()
        body = {"turn": interview["ask"]["turn"], "answer": self.rng.choice(PHASE["texts"])}
        reply = self.send("an answer", "POST", f"/api/interviews/{interview['id']}/answers", body, key)
        if not reply.ok:
            del self.interviews[key]
            return False
        told = _events(reply.text)
        points.append(len(told["grade"]["verdicts"]))
        interview["ask"] = told["question"]
        return True

    def _leave(self) -> None:
        """Stop; who is the last to do so ends the phase."""
        global left  # noqa: PLW0603  (of one process, whose greenlets take turns)
        left -= 1
        if left == 0:
            threading.Thread(target=self.environment.runner.quit).start()
        raise StopUser


class Onlooker(Asking):
    """Asks for one quick thing, while others work."""

    fixed_count = len(QUICK) if PHASE["onlooked"] else 0

    def on_start(self) -> None:
        """Take what nobody asks for yet."""
        number = next(looking)
        self.wanted = QUICK[number % len(QUICK)]
        time.sleep(number / len(QUICK))

    def wait_time(self) -> float:
        """A second."""
        return 1.0

    @task
    def look(self) -> None:
        """Ask for it."""
        self.send(*self.wanted, PHASE["keys"][-1])


def _events(stream: str) -> dict[str, Any]:
    """The last event of each name in a stream."""
    found = {}
    for block in stream.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        if "event" in fields and "data" in fields:
            found[fields["event"]] = json.loads(fields["data"])
    return found

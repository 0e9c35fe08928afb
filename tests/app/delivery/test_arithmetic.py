"""Sums of a design are worked out."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.delivery.arithmetic import sums
from eval.figures.folders import CASES

# As candidates write them; of some nothing is read.
RIGHT = [
    "50 million users times 20 requests a day is 1 billion requests a day",
    "4096^2 * 2 bytes = 33.5 MB",
    "8192**2 = 67M",
    "2^10 * 4 = 4096",
    "2^20 * 4 bytes = 4 MB",
    "4096\u00b2 is 16.8 million",
    "10^6 * 4 bytes = 4 MB",
    "1e6 * 4 bytes = 4 MB",
    "1.5e9 x 2 = 3e9",
    "100 + 30% = 130",
    "100 - 5% = 95",
    "10% + 20% = 30%",
    "40% + 2 = 42%",
    "0.9^10 = 35%",
    "1 - 0.99^30 = 26%",
    "20 / 400 = 5%",
    "100M requests/day = 1160 QPS",
    "100M requests a day -> 1,160 requests per second",
    "10M requests per day, which is roughly 116 per second",
    "10M/day / 86,400 = 116/s",
    "10M requests per day / 86,400 seconds = about 116 QPS",
    "10M / 86,400 = 116/s * 3 = 350/s at peak",
    "10 million vectors of 1,536 dimensions at 4 bytes each is 61 GB",
    "10 million vectors * 1,536 dimensions * 4 bytes = 61.4 GB",
    "7B parameters * 2 bytes = 14 GB",
    "7B x 2 B = 14 GB",
    "2 KB + 512 B = 2.5 KB",
    "7B * 4 bit = 3.5 GB",
    "32 bits / 8 = 4 bytes",
    "1 Gbit/s * 10 s = 1.25 GB",
    "8 x 700 W = 5.6 kW",
    "3 days * 24 hours = 72 hours",
    "24 hours * 60 minutes * 60 seconds = 86,400 seconds",
    "1000 QPS * 200 ms = 200 in flight",
    "8 hours / 45 s = 640 cases a day",
    "300 reviewers * 8 hours / 45 s = 192,000 cases a day",
    "300 reviewers at 600 cases each is 180,000 cases",
    "300 reviewers at 45 s a case is 24,000 an hour",
    "1000 QPS at 10 QPS per machine is 100 machines",
    "10 TB at 64 GB each is 160 machines",
    "100 GB a day x 365 = 36.5 TB a year",
    "100 GB a day is 36.5 TB a year",
    "100 GPUs at $2 an hour is $4,800 a day",
    "2 billion tokens * $3 per million tokens = $6,000",
    "2 billion tokens x $0.5/1K tokens = $1M",
    "$0.002 * 1M requests = $2,000",
    "2 cents x 1M = $20,000",
    "0.1% of 365 days is 8.8 hours",
    "30% of the 10M users is 3M",
    "(5 + 3) * 2 = 16",
    "5 * (100 + 20) ms = 600 ms",
    "5 x 10 KB + 3 x 2 KB = 56 KB",
    "2M * 384 * 4 bytes = 768M * 4 bytes = 3.07 GB",
    "10M users x 10 = 100M x 1 KB = 100 GB",
    "20 x 5 = 100, + 20 = 120",
    "512 x 512 = 262k",
    "10 000 * 5 = 50 000",
    "1_000_000 / 50 = 20k",
    "~100M / 86400 \u2248 1.2k QPS",
    "That's 10M * 50, so roughly 500M rows; 500M * 1 KB is just under 500 GB.",
    "50 million users, 20 requests a day each times 2 KB is 2 TB a day",
    "Per shard: 1M rows * 2 KB = ~2 GB",
    "77 a week is 15 a day",
    "10,000 a day is 1,250 an hour",
    "10 x 5 = 50-60",
    "10 * 5 = 50 to 60 requests",
    "4 GPUs/node * 80 GB = 320 GB",
    "10M * 5 / 24 * 3600 = 579",
    "- 5 * 4 = 20",
    "1. 2,000 tokens x 3 = 6,000",
    "so **10M** x 5 = **50M**",
    "3,5 x 2 = 7",
    "10 lakh x 5 = 5 million",
    "half of 50M x 2 = 50M",
    "Memory: 32 layers x 2 x 4096 x 2 bytes = 524 kB per token, times 8k tokens = 4.3 GB.",
    "One request costs 2k tokens in and 500 out, so at $3/M in and $15/M out that is 0.6 + 0.75 = 1.35 cents.",
    "6 * 7e9 * 2e12 = 8.4 \u00d7 10^22 FLOPs",
    "8.4e22 / (312e12 * 0.4) = 6.7e8 seconds, which is 187,000 GPU hours.",
    "A day has 86,400 seconds, call it 10^5. 1 billion / 10^5 = 10k per second.",
    "With 50M DAU and 10 reads each we get 500M reads per day, i.e. ~5.8k/s, peak x3 = 17k/s.",
    "The index is 20M x 768 x 4 = 61 GB; with PQ at 64 bytes it's 20M x 64 B = 1.3 GB.",
    "p95 budget: 200 ms - 50 ms network - 30 ms rerank = 120 ms left",
    "2000 services in 26 weeks is 77 a week, so roughly 15 each working day.",
    "Precision is 80 / (80 + 20) = 0.8 and F1 = 2 * 0.8 * 0.5 / (0.8 + 0.5) = 0.62",
    "We'd need 1,200 QPS / 50 QPS per GPU = 24 GPUs, plus 25% headroom makes 30.",
    "3 replicas \u00d7 500 GB \u2248 1.5 TB",
    "Availability 99.9% is 0.001 * 30 * 24 * 60 = 43 minutes a month",
    "Each user generates 5 events, 100 bytes each: 5 x 100 = 500 bytes per user, x 10M users = 5 GB per day.",
    "Our budget is 30,000 dollars a month / 30 = 1,000 dollars a day",
    "10^9 rows * 100 B = 100 GB",
    "1/3 of 90M = 30M users",
    "Adam needs 16 bytes per parameter, so 7B x 16 = 112 GB",
    "Train 80%, test 20%: 0.8 * 10,000 = 8,000 and 2,000.",
    "5 reviewers x 8 h x 60 min / 2 min per case = 1200 cases a day",
    "24h * 3600 = 86400 s; 864M / 86400 = 10k rps",
    "1M docs, 1k tokens each, 512-token chunks with overlap: 1M * 2.5 = 2.5M chunks",
    "It took 45 min * 3 = 2h15",
    "2 x 10-minute windows = 20 minutes",
    "12 x 12 x 512 -> 73,728",
    "Between 10 and 20 times 5 is 50 to 100.",
    "I'd say 3 to 4 calls times 800 ms is about 3 s.",
    "Latency = 20 ms + 10 * 15 ms = 170 ms",
    "Half a million users x 4 visits = 2M visits",
    "two million users times 20 = 40 million",
    "20M users x 10% daily active = 2M",
    "5k writes/s * 1 kB = 5 MB/s = 430 GB/day",
    "500 GB / 100 MB/s = 5000 s, about 1.4 hours",
    "1 GB / 8 = 125 MB",
    "cost: 1000 * 0.002 USD = 2 USD",
    "A 4-way split of 100 GB: 100 / 4 = 25 GB",
    "10 million x 0.5 kB makes 5 gigabytes",
    "300 000 / 60 = 5 000",
    "65,536 = 2^16 and 2^16 * 4 = 262,144",
    "n = 5, so 5 * (5 - 1) / 2 = 10 pairs",
    "AUC went up 0.03, 0.71 + 0.03 = 0.74",
    "12M/month / 30 = 400k/day / 24 = 16.7k/hour",
    "It costs $1.20 x 24 x 30 = $864/month per GPU",
    "the load is 3 x 400 = 1,200 requests per second in peak",
]
NO_SUMS = [
    "The p95 is 300 ms.",
    "We have 5 tenants and 3 regions.",
    "2024-11-05",
    "We run 24/7, that is 3 shifts.",
    "A 50/50 split is 2 groups of 10 million.",
    "Python 3.11 is 25% faster than 3.10.",
    "10M requests a day are 20 GB a day.",
    "10M users a day are 1,000 requests per second.",
    "10M requests a day is about 350 per second at peak",
    "Recall went from 61 -> 70 percent.",
    "95% of the 1000 requests are 20 ms or faster.",
    "80% of 1000 questions are 5 words long.",
    "20% of 5 million users make 80% of the traffic.",
    "The cost of 2 x 3 replicas is 40 dollars.",
    "The latency of 3 + 2 hops is 40 ms.",
    "Serving 10 x 20 requests is 4 GPUs.",
    "8 x H100 = 640 GB",
    "1 shard of 10 is 1 million documents.",
    "2 experts of 8 at 7B each is 14B.",
    "2x2 pooling is 4 times smaller.",
    "We need 3+ years, which is 5 releases.",
    "y = 2 * x + 3 = 11",
    "f(3) * 2 = 10",
    "log2(1024) * 5 = 50",
    "5 x 4 <= 25 and 3 * 3 >= 5 and 2 * 2 != 5",
    "k = 10, ef = 200, M = 16",
    "It is 9/10 and that is 3 points more.",
    "5 * 4 is more than 15.",
    "2-3 replicas x 5 GB = 12 GB",
    "one GPU x 80 GB = 80 GB",
    "10 per second -> 20 per second",
    "A limit of 10 per second or 100 per minute.",
    "50 million users - 20 requests each = 1 billion",
    "sqrt(16) x 2 = 8, and \u221a16 * 2 = 8",
    "-" * 20_000,
    "(" * 20_000,
    "9^9^9^9 * 2 = 3",
    "9e300 * 9e300 * 2 = 3 and 9**999 * 2 = 1",
    "4 GPUs at 30 % load = 2 jobs",
    "The hit rate went 2/7 -> 3/4.",
    "At $3 per million that's $1.80 a question.",
    "For 10^9 that is 1000 * 13.8.",
    "A 224 x 224 image with P = 16 gives 196 tokens.",
]
WRONG = [
    ("8192**2 = 670M", "67.1 million"),
    ("0.9^10 = 3.5%", "34.9%"),
    ("10M a day is about 1160 per second", "116"),
    ("2M * 8 = 12M", "16 million"),
    ("40k users times 5 requests is 2 million", "200,000"),
    ("5 million x 1 KB is 5 TB", "5 GB"),
    ("10 million users x 10 items = 100 billion", "100 million"),
    ("10M requests/day = 1160 QPS", "116"),
    ("10M requests a day -> 1,160 requests per second", "116"),
    ("50 million users times 20 requests a day is 10 billion requests a day", "1 billion"),
    ("10 million vectors of 1,536 dimensions at 4 bytes each is 600 GB", "61.4 GB"),
    ("4096^2 * 2 bytes = 335 MB", "33.6 MB"),
    ("2^20 * 4 = 4 billion", "4.19 million"),
    ("1e6 * 4 bytes = 40 MB", "4 MB"),
    ("100 + 30% = 190", "130"),
    ("1 billion a day / 86400 = 1,160 a second", "11,574"),
    ("100,000 / 86,400 = 12 QPS", "1.16"),
    ("5 ms x 200 = 10 s", "1"),
    ("2 hours / 30 s = 24", "240"),
    ("10 GB * 5 = 50 TB", "50 GB"),
    ("300 reviewers at 600 cases each is 1.8 million cases", "180,000"),
    ("100 GB a day x 365 = 365 TB a year", "36.5 TB"),
    ("$0.002 * 1M requests = $20,000", "2,000"),
    ("7B * 2 bytes = 140 GB", "14 GB"),
    ("(5 + 3) * 2 = 26", "16"),
    ("20 / 400 = 50%", "5%"),
    ("5% of 400 is 200", "20"),
    ("50 million / 300 = 5,000 posts", "166,667"),
    ("We take 5 replicas. 3 x 2 TB = 60 TB", "6 TB"),
    ("With 2 million users that is 10 million a day, so about 1,150 per second", "116"),
    ("24 GB - 14 GB leaves 14 GB", "10 GB"),
]


@pytest.mark.parametrize("words", [*RIGHT, *NO_SUMS])
def test_of_a_right_sum_and_of_what_is_none_nothing_is_remarked(words: str) -> None:
    assert [found.remark for found in sums(words) if not found.is_right] == []


@pytest.mark.parametrize(
    "words",
    [
        "400 requests x 3,000 tokens = 1.2 million tokens",
        "10M a day is about 116 per second",
        "50 million users * 20 items = 1 billion rows",
        "2M docs * 8 passages * 384 dims * 4 bytes = 24 GB",
        "5 % of 400 is 20",
        "8,640,000 requests per day, so 100 per second",
        "100,000 / 86,400 = 1.2 QPS",
        "5 ms x 200 = 1 s",
        "128 layers x 2 KB = 256",
        "8192**2 = 67M",
    ],
)
def test_what_comes_out_is_right_roughly_and_in_any_unit(words: str) -> None:
    (found,) = sums(words)
    assert found.is_right
    assert words[found.start : found.end] == found.words


@pytest.mark.parametrize(("words", "right"), WRONG)
def test_what_does_not_come_out_is_told_with_what_does(words: str, right: str) -> None:
    (found,) = sums(words)
    assert not found.is_right
    assert f"it comes to {right}." in found.remark


@pytest.mark.parametrize(
    "words", ["The p95 is 300 ms.", "We have 5 tenants and 3 regions.", "2024-11-05", "-" * 20_000]
)
def test_what_is_no_sum_is_left_alone(words: str) -> None:
    assert sums(words) == []


def test_a_sum_is_read_whole_or_not_at_all() -> None:
    """ "2^10 * 4 = 4096" was read as 10 * 4, and "50 million users times 20 a day" from the 20 on."""
    for words in ("n * 4 = 20", "half of 50M x 2 = 50M", "2-3 replicas x 5 = 12", "3 + f(2) * 4 = 9"):
        assert sums(words) == []


PIECES = [
    "1", "2.5", "10^200", "10^-200", "1e-99", "0", "3%", "4", "KB", "$5", "million", "m\u0131llion", "\u212am", "ms",
    "a", "second", "per", "day", "users", "of", "at", "each", "about", "(", ")", "+", "-", "*", "/", "x", "times", "=",
    "is", "\u2248", "->", "so", "which", ",", ";", ".", "\n", "^", "**", "e", "\u00b2", "1,000", "9999999999999999",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_whatever_is_written_is_read_without_an_error(pieces: list[str]) -> None:
    """A design with "10^200 * 1 = 10^-200" in it, or with a million in Turkish letters, was no answer but a failure."""
    for text in (" ".join(pieces), "".join(pieces)):
        assert all(math.isfinite(one.said) for one in sums(text))


@pytest.mark.parametrize("text", ["1" + "/1" * 5000 + " = 1", "1 + " * 5000 + "1 = 5", "10^200 * 1 = 10^-200"])
def test_a_sum_without_end_is_not_read(text: str) -> None:
    assert not any(one.start == 0 and len(one.words) > 100 for one in sums(text))


@pytest.mark.parametrize(
    "text",
    ["(64 x 128) * (128 x 10) = 64 x 10", "A (512 x 64) matrix times a (64 x 512) matrix is a (512 x 512) matrix."],
)
def test_shapes_are_no_result(text: str) -> None:
    assert sums(text) == []


@pytest.mark.parametrize("half", ["opened", "kept"])
def test_of_sums_by_another_hand_none_that_is_right_is_told_to_be_wrong(half: str) -> None:
    lines = (CASES / "sums" / f"{half}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    told = {row["id"]: row["label"] for row in rows if any(not one.is_right for one in sums(row["text"]))}
    assert "right" not in told.values()
    assert len(told) >= {"opened": 6, "kept": 2}[half]

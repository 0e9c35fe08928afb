"""The groups that eval adds to `coach`: which commands they have, and where each stands."""

from app.terminal.lazy import group

evaluate = group(
    {
        "grading": "eval.commands.grading:grading",
        "gold": "eval.commands.grading:gold",
        "verdicts": "eval.commands.grading:verdicts",
        "prompts": "eval.recorded.cli:prompts",
        "replies": "eval.recorded.cli:replies",
        "retrieval": "eval.commands.retrieval:retrieval",
        "spans": "eval.commands.retrieval:spans",
        "citations": "eval.commands.answers:citations",
        "answers": "eval.commands.answers:answers",
        "chunking": "eval.commands.retrieval:chunking",
        "ablation": "eval.commands.retrieval:ablation",
        "settings": "eval.commands.retrieval:settings",
        "ladder": "eval.commands.retrieval:ladder",
        "faq": "eval.commands.retrieval:faq",
        "bank-answers": "eval.commands.grading:bank_answers",
        "careful": "eval.commands.grading:careful",
        "follow-ups": "eval.commands.grading:follow_ups",
        "probes": "eval.commands.grading:probes",
        "beside": "eval.commands.grading:beside",
        "appeals": "eval.commands.grading:appeals",
        "interviews": "eval.commands.interviews:interviews",
        "hiring": "eval.commands.interviews:hiring",
        "messages": "eval.commands.interviews:messages",
        "clarifying": "eval.commands.interviews:clarifying",
        "conversations": "eval.commands.answers:conversations",
        "tables": "eval.commands.tables:tables",
        "refusal": "eval.commands.retrieval:refusal",
        "coding": "eval.commands.coding:coding",
        "escapes": "eval.commands.coding:escapes",
        "features": "eval.commands.grading:features",
        "rules": "eval.commands.grading:rules",
        "selection": "eval.commands.interviews:selection",
        "relabel": "eval.commands.retrieval:relabel",
        "load": "eval.speed.server_load:main",
        "cluster": "eval.speed.cluster_cost:main",
        "sbom": "eval.report.sbom:main",
        "docs": "eval.commands.report:docs",
        "readme": "eval.commands.report:readme",
        "all": "eval.commands.report:everything",
    },
    "Measure retrieval, grading, citations, chunking and what a server bears.",
)
corpus = group(
    {
        "check": "eval.commands.corpus:check",
        "stats": "eval.commands.corpus:stats",
        "gaps": "eval.commands.corpus:gaps",
    },
    "Check the corpus, count what it holds, and list what it did not answer.",
)
fit = group(
    {
        "grader": "eval.fitting.cli:grader",
        "verdicts": "eval.fitting.cli:verdicts",
        "brief": "eval.fitting.cli:brief",
        "beside": "eval.fitting.cli:beside",
        "messages": "eval.fitting.cli:messages",
        "facts": "eval.fitting.cli:facts",
        "answers": "eval.fitting.cli:answers",
        "unmarked": "eval.fitting.cli:unmarked",
        "word-order": "eval.fitting.cli:word_order",
        "eight-bit": "eval.fitting.cli:eight_bit",
    },
    "Fit again what is fitted: coefficients, the table of word order, the 8-bit model.",
)
reader = group(
    {
        "style": "eval.commands.reader:style",
        "train": "eval.commands.reader:teach",
        "average": "eval.commands.reader:between",
        "report": "eval.commands.reader:report",
        "export": "eval.commands.reader:export",
        "restore": "eval.commands.reader:read_back",
    },
    "Teach the reader of answers, and measure what it is worth.",
)
embedder = group(
    {
        "train": "eval.embedding.cli:teach",
        "report": "eval.embedding.cli:report",
        "export": "eval.embedding.cli:export",
    },
    "Teach the embedder how people ask, and measure what it is worth.",
)

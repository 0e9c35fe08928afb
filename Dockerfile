# The coach without PyTorch, as a user without rights, over a file system that may be read-only. docs/hosting.md says how
# to build and run it. Nothing secret is needed to build it, and nothing secret stays in it.
ARG PYTHON=docker.io/library/python:3.11-slim-trixie

FROM ${PYTHON} AS packages
WORKDIR /source
RUN python3 -m venv /opt/coach
ENV PATH=/opt/coach/bin:$PATH PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY docs/hosting/image.lock ./
# The lock is whole but for PyTorch, so nothing may bring anything along. It is requirements.lock with what PostgreSQL and
# OpenID need.
RUN pip install --require-hashes --no-deps --requirement image.lock
COPY pyproject.toml README.md LICENSE ./
COPY app ./app
COPY ingest ./ingest
COPY eval ./eval
COPY corpus ./corpus
# setuptools comes from the lock: an isolated build would fetch whichever is newest.
RUN pip install --no-deps --no-build-isolation . && python3 -m compileall -q /opt/coach/lib

# PyTorch makes the embedding model's files for OpenVINO here, once, without a network, and stays behind. It is the one
# package without a hash: whichever build fits. "torch @ https://...whl#sha256=..." in TORCH is checked by pip.
FROM packages AS made
ARG TORCH=torch>=2.4
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
# hadolint ignore=DL3013
RUN pip install --target /opt/torch --index-url "${TORCH_INDEX}" "${TORCH}"
ENV COACH_HOME=/var/lib/coach HF_HUB_OFFLINE=1 PYTHONPATH=/opt/torch
RUN useradd --system --uid 10001 coach && install -d -o coach /var/lib/coach
USER 10001
WORKDIR /
RUN --network=none coach search "precision and recall" > /dev/null \
    && mkdir -p /var/lib/coach/store /var/lib/coach/projects /var/lib/coach/exams

FROM ${PYTHON}
RUN useradd --system --uid 10001 --home-dir /var/lib/coach --shell /usr/sbin/nologin coach
COPY --from=packages /opt/coach /opt/coach
# The model and the index are the image's: a new image brings its own. What is kept lies in the three other folders.
COPY --from=made --chown=10001:10001 /var/lib/coach /var/lib/coach
ENV PATH=/opt/coach/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    HF_HUB_OFFLINE=1 \
    COACH_HOME=/var/lib/coach \
    COACH_HOST=0.0.0.0 \
    COACH_PORT=8000
USER 10001
WORKDIR /var/lib/coach
EXPOSE 8000
STOPSIGNAL SIGTERM
# By a name that is answered: with COACH_ALLOWED_HOSTS the loopback names are none.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python3", "-c", "import os, urllib.request as u; name = os.environ.get('COACH_ALLOWED_HOSTS', '').split(',')[0].strip().replace('*', 'health') or 'localhost'; u.urlopen(u.Request('http://127.0.0.1:' + os.environ['COACH_PORT'] + '/healthz', headers={'Host': name}), timeout=4)"]
ENTRYPOINT ["coach"]
CMD ["serve"]

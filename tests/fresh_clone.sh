#!/usr/bin/env bash
# `make run` in a fresh clone of what is committed here, until the coach is ready. `make test` has a fresh clone in CI.
set -euo pipefail
project=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
server=
finish() {
    [ -z "$server" ] || kill -- "-$server" 2>/dev/null || true
    # Whoever still ends may write until then, and a folder that is being written to cannot be removed.
    [ -z "$server" ] || wait "$server" 2>/dev/null || true
    rm -rf "$work" 2>/dev/null || { sleep 5; rm -rf "$work" || true; }
}
trap finish EXIT
git clone --quiet "$project" "$work/clone"
cd "$work/clone"
python=${PYTHON:-python3}
port=$("$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
# A group of its own, so that make and the coach end together.
COACH_PORT=$port setsid make run PYTHON="$python" >"$work/log" 2>&1 &
server=$!
for _ in $(seq 300); do
    if curl --silent "http://127.0.0.1:$port/readyz" | grep -q '"ready":true'; then
        [ -f .coach/coach.sqlite ] || { echo "fresh clone: no data in .coach" >&2; exit 1; }
        echo "fresh clone: make run serves"
        exit 0
    fi
    kill -0 "$server" 2>/dev/null || break
    sleep 2
done
cat "$work/log" >&2
echo "fresh clone: make run did not become ready" >&2
exit 1

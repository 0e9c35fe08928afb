#!/usr/bin/env bash
# A wheel of this checkout in a fresh environment that is read only, used from an empty folder with no setting: serve and
# one graded answer, demo, doctor. Fails where one does, where PyTorch stays in the server, or where anything is written
# beside the code.
set -euo pipefail
project=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
server=
finish() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    [ -z "$server" ] || wait "$server" 2>/dev/null || true
    chmod -R u+w "$work"
    rm -rf "$work"
}
trap finish EXIT
say() { echo "installed: $*"; }
fail() { say "$*" >&2; exit 1; }

say "a copy of what git would commit"
mkdir "$work/source" "$work/home" "$work/empty"
cd "$project"
git ls-files --cached --others --exclude-standard | while IFS= read -r file; do
    [ ! -e "$file" ] || printf '%s\0' "$file"
done | tar --null --files-from - --create --file - | tar --extract --directory "$work/source"
cp "$project/requirements.lock" "$work"

say "a fresh environment"
cd "$work"
"${PYTHON:-python3}" -m venv venv
pip() { venv/bin/python -m pip --quiet --disable-pip-version-check "$@"; }
pip install "${TORCH:-torch>=2.4}"
pip install --no-deps --require-hashes --requirement requirements.lock
# With "./": a bare name would be looked up in an index. With setuptools of the lock.
pip wheel --no-deps --no-build-isolation --wheel-dir dist ./source
rm -r source
pip install --no-deps ./dist/interview_coach-*.whl
pip check
chmod -R a-w venv

# Root writes where nobody may, unless it has lost that right.
unable=()
if [ "$(id -u)" = 0 ] && setpriv --bounding-set=-dac_override true 2>/dev/null; then
    unable=(setpriv --bounding-set=-dac_override)
fi
if "${unable[@]}" touch venv/written 2>/dev/null; then
    say "root cannot be kept from writing here, so the environment is not read only"
fi
# Nothing of this shell may help: no setting, no search path, no data of another coach.
clean=("${unable[@]}" env -i "PATH=$PATH" "HOME=$work/home" LANG=C.UTF-8 HF_HUB_OFFLINE=1 PYTHONDONTWRITEBYTECODE=1)
coach=("${clean[@]}" "$work/venv/bin/coach")
files() { find "$work/venv" -type f ! -name '*.pyc' | sort; }
files >before
cd "$work/empty"

say "coach serve, and one answer over HTTP"
port=$("${clean[@]}" "$work/venv/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"${coach[@]}" serve --port "$port" 2>"$work/log" &
server=$!
"${clean[@]}" "$work/venv/bin/python" - "$port" "$server" <<'PYTHON' || { cat "$work/log" >&2; fail "no answer was graded"; }
import json, os, sys, time
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

address = f"http://127.0.0.1:{sys.argv[1]}"


def send(path, body=None):
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(address + path, data, {"Content-Type": "application/json"}), timeout=120) as response:
        return response.read().decode()


def is_ready():
    try:
        return json.loads(send("/readyz"))["ready"]
    except HTTPError as error:
        print("installed:", json.loads(error.read())["doing"])
    except URLError:
        pass
    return False


for _ in range(150):
    if is_ready():
        break
    os.kill(int(sys.argv[2]), 0)  # it is still running
    time.sleep(2)
else:
    sys.exit("the coach did not become ready")
interview = json.loads(send("/api/interviews", {"stage": "screening", "questions": 1, "seed": 1}))
told = send(f"/api/interviews/{interview['id']}/answers", {"answer": "It depends on the data, and I measure it.", "turn": 1})
assert "event: done" in told, told
turn = json.loads(send(f"/api/interviews/{interview['id']}"))["turns"][0]
assert turn["grade"]["verdicts"], turn
results = json.loads(send("/api/results"))
assert results["reports"] and results["plots"], results
assert "<html" in send("/")
print("installed: graded by", turn["grade"]["graded_by"]["method"])
PYTHON
if [ -r "/proc/$server/maps" ]; then
    ! grep -q libtorch "/proc/$server/maps" || fail "PyTorch has stayed in the server"
    say "resident after the first start: $(awk '/VmRSS/ {print $2 " kB"}' "/proc/$server/status")"
fi
kill "$server"
wait "$server" || true
server=

say "coach demo"
"${coach[@]}" demo >"$work/demo"
grep -q "Scorecard" "$work/demo" || { cat "$work/demo" >&2; fail "coach demo told no scorecard"; }
say "coach doctor"
"${coach[@]}" doctor | tee "$work/doctor"
grep -q "question bank: The question bank is valid: [1-9]" "$work/doctor" || fail "coach doctor found no question"

home=$("${coach[@]}" data where)
[ -s "$home/coach.sqlite" ] || fail "the interview is not in $home"
case $home in "$work/home"/*) ;; *) fail "data is kept in $home" ;; esac
[ -z "$(ls -A .)" ] || fail "something was written into the current folder: $(ls -A .)"
files | diff "$work/before" - || fail "something was written beside the code"
say "all works"

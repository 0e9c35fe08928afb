"""What others run the coach with: the image, the compose file and the systemd unit, read as what runs them does."""

import configparser
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import yaml
from checkout import PROJECT

from app.api.health import router
from app.settings import Settings

DOCKERFILE = PROJECT / "Dockerfile"
COMPOSE = PROJECT / "docs" / "hosting" / "compose.yaml"
UNIT = PROJECT / "docs" / "hosting" / "coach.service"
# What is read beside the settings: the folder of secrets (app/folders.py).
OTHER_NAMES = {"COACH_SECRETS"}
NAMES = {f"COACH_{name.upper()}" for name in Settings.model_fields} | OTHER_NAMES
# A score above it and systemd-analyze fails; 10 is a service without any wall. The network is half a point of it.
MOST_EXPOSED = "27"


def instructions() -> list[tuple[str, str]]:
    """The instructions of the Dockerfile with their arguments, without comments, lines joined."""
    lines = [line for line in DOCKERFILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in joined.splitlines() if line.strip()]


def last_stage() -> list[tuple[str, str]]:
    every = instructions()
    return every[max(number for number, (name, _) in enumerate(every) if name == "FROM") :]


def compose() -> dict:
    return yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))


def unit() -> configparser.SectionProxy:
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str
    parser.read(UNIT, encoding="utf-8")
    return parser["Service"]


def test_the_image_runs_as_a_user_without_rights() -> None:
    users = [argument for name, argument in last_stage() if name == "USER"]
    assert users == ["10001"]
    after = [name for name, _ in last_stage()[[name for name, _ in last_stage()].index("USER") :]]
    assert "RUN" not in after
    assert "COPY" not in after


def test_the_image_holds_no_pytorch_and_nothing_is_fetched_in_its_last_stage() -> None:
    told = [f"{name} {argument}" for name, argument in last_stage()]
    assert not [line for line in told if re.search(r"\bpip\b|apt-get|curl|wget|/opt/torch", line)]
    assert [line.split()[1] for line in told if line.startswith("COPY")] == ["--from=packages", "--from=made"]


def test_all_that_the_image_installs_is_held_against_hashes_but_pytorch() -> None:
    installs = re.findall(r"pip install ([^&\n]*)", "\n".join(argument for name, argument in instructions()))
    assert len(installs) == 3
    of_torch = [one for one in installs if "/opt/torch" in one]
    own = [one for one in installs if one.split()[-1] == "."]
    assert all("--no-deps" in one and "--no-build-isolation" in one for one in own)
    assert len(of_torch) == len(own) == 1
    assert all("--require-hashes" in one for one in installs if one not in (*of_torch, *own))


def test_pytorch_runs_without_a_network() -> None:
    runs = [argument for name, argument in instructions() if name == "RUN" and "coach search" in argument]
    assert [argument.split()[0] for argument in runs] == ["--network=none"]


def test_what_is_copied_into_the_image_is_there_and_let_through() -> None:
    ignored = (PROJECT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    through = {line[1:] for line in ignored if line.startswith("!")}
    assert "*" in ignored
    sources = {
        source.removeprefix("./")
        for name, argument in instructions()
        if name == "COPY" and "--from" not in argument
        for source in argument.split()[:-1]
    }
    assert sources == through
    assert [source for source in sources if not (PROJECT / source).exists()] == []


def test_nothing_secret_goes_into_the_image() -> None:
    arguments = [argument.partition("=")[0] for name, argument in instructions() if name == "ARG"]
    assert arguments == ["PYTHON", "TORCH", "TORCH_INDEX"]
    told = "\n".join(argument for name, argument in last_stage() if name == "ENV")
    assert not re.search(r"(?i)password|secret|key|token", told)


def test_the_image_s_settings_are_settings_and_its_health_is_asked_where_it_listens() -> None:
    told = " ".join(argument for name, argument in last_stage() if name == "ENV")
    values = dict(re.findall(r"(\w+)=(\S+)", told))
    assert {name for name in values if name.startswith("COACH_")} <= NAMES
    [health] = [argument for name, argument in last_stage() if name == "HEALTHCHECK"]
    assert "/healthz" in health
    assert any(getattr(route, "path", "") == "/healthz" for route in router.routes)
    assert [argument for name, argument in last_stage() if name == "EXPOSE"] == [values["COACH_PORT"]]
    assert json.loads("".join(re.findall(r"ENTRYPOINT (.*)", DOCKERFILE.read_text(encoding="utf-8")))) == ["coach"]


@pytest.mark.parametrize(
    ("allowed", "status", "is_well", "host"),
    [
        ("", 200, True, "localhost"),
        ("*.lan, coach.example", 200, True, "health.lan"),
        ("coach.example", 503, False, "coach.example"),
    ],
)
def test_health_is_asked_by_a_name_that_is_answered(allowed: str, status: int, is_well: bool, host: str) -> None:
    asked = []

    class Health(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, self.headers["Host"]))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *told: object) -> None:
            pass

    [health] = [argument for name, argument in last_stage() if name == "HEALTHCHECK"]
    command = json.loads(health.partition("CMD ")[2])
    with HTTPServer(("127.0.0.1", 0), Health) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        environment = os.environ | {"COACH_PORT": str(server.server_port), "COACH_ALLOWED_HOSTS": allowed}
        done = subprocess.run([sys.executable, *command[1:]], env=environment, capture_output=True, timeout=60)
        thread.join()
    assert (done.returncode == 0) is is_well
    assert asked == [("/healthz", host)]


def test_compose_names_settings_and_secrets_that_there_are() -> None:
    coach, secrets = compose()["services"]["coach"], compose()["secrets"]
    assert set(coach["environment"]) <= NAMES
    assert coach["environment"]["COACH_SECRETS"] == "/run/secrets"
    assert {name.upper() for name in coach["secrets"]} <= NAMES
    used = [name for service in compose()["services"].values() for name in service["secrets"]]
    assert sorted(used) == sorted(secrets)
    inline = [name for name in coach["environment"] if re.search(r"PASSWORD|KEY|DATABASE", name)]
    assert inline == []


def test_the_secrets_of_compose_are_not_taken_by_git() -> None:
    for secret in compose()["secrets"].values():
        path = (COMPOSE.parent / secret["file"]).relative_to(PROJECT)
        assert subprocess.run(["git", "check-ignore", "-q", str(path)], cwd=PROJECT).returncode == 0, path


def test_compose_confines_the_coach_and_keeps_what_is_written() -> None:
    coach, database = compose()["services"]["coach"], compose()["services"]["postgres"]
    assert coach["read_only"] is True
    assert coach["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in coach["security_opt"]
    assert {volume.partition(":")[2] for volume in coach["volumes"]} == {
        "/var/lib/coach/projects",
        "/var/lib/coach/exams",
    }
    assert {volume.partition(":")[0] for one in (coach, database) for volume in one["volumes"]} == set(
        compose()["volumes"]
    )
    assert coach["depends_on"]["postgres"]["condition"] == "service_healthy"
    assert "healthcheck" in database
    assert [port.split(":")[0] for port in coach["ports"]] == ["127.0.0.1"]
    assert "ports" not in database
    assert database["networks"] == ["inside"]
    assert compose()["networks"]["inside"]["internal"] is True


def test_compose_is_a_compose_file() -> None:
    # The last one is Debian's, which needs no docker beside it.
    known = [["docker", "compose"], ["docker-compose"], ["/usr/libexec/docker/cli-plugins/docker-compose"]]
    found = [
        one
        for one in known
        if subprocess.run(["sh", "-c", f"{' '.join(one)} version"], capture_output=True).returncode == 0
    ]
    if not found:
        pytest.skip("needs docker compose")
    done = subprocess.run([*found[0], "-f", str(COMPOSE), "config", "--quiet"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_unit_confines_the_coach() -> None:
    service = unit()
    wanted = {"DynamicUser": "yes", "StateDirectory": "coach", "NoNewPrivileges": "yes", "ProtectSystem": "strict"}
    wanted |= {"ProtectHome": "yes", "PrivateTmp": "yes", "PrivateDevices": "yes", "CapabilityBoundingSet": ""}
    assert {name: service.get(name) for name in wanted} == wanted
    assert "MemoryMax" in service
    # What bubblewrap makes around candidates' code.
    assert {"user", "mnt", "pid", "net", "ipc", "uts"} <= set(service["RestrictNamespaces"].split())
    assert {"@mount", "pivot_root"} <= set(service["SystemCallFilter"].split())
    named = {pair.partition("=")[0] for pair in service["Environment"].split()}
    credential = service["LoadCredential"].partition(":")[0]
    assert {name for name in {*named, credential.upper()} if name.startswith("COACH_")} <= NAMES


@pytest.fixture
def analyze() -> str:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("needs systemd-analyze")
    return program


def test_systemd_takes_the_unit(analyze: str, tmp_path: Path) -> None:
    """With a program that is there: verify looks for the one of ExecStart."""
    copy = tmp_path / UNIT.name
    copy.write_text(
        UNIT.read_text(encoding="utf-8").replace("/opt/coach/bin/coach", shutil.which("true") or "/bin/true")
    )
    done = subprocess.run([analyze, "verify", "--man=no", str(copy)], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


def test_systemd_finds_the_unit_little_exposed(analyze: str) -> None:
    command = [analyze, "security", "--offline=yes", "--no-pager", f"--threshold={MOST_EXPOSED}", str(UNIT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=os.environ | {"SYSTEMD_COLORS": "0"})
    assert done.returncode == 0, done.stdout[-200:]

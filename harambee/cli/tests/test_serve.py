"""harambee serve: it starts, is found by the next one, stops as a whole, and is missed by its children."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from harambee.cli import schema, serving
from harambee.cli.errors import CliError
from harambee.cli.serving import AlreadyServed, Door
from harambee.cli.supervisor import Child, Supervisor


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition: Callable[[], bool], seconds: float = 90) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def children_of(home: Path) -> list[str]:
    """Return the live processes that work for this home."""
    found = subprocess.run(
        ["ps", "-ww", "-eo", "stat=,args="], capture_output=True, text=True
    ).stdout.splitlines()
    return [line for line in found if not line.startswith("Z") and str(home) in line]


def test_serves_is_found_and_stops_as_a_whole(installed: Path) -> None:
    port = str(free_port())
    command = [
        sys.executable,
        "-m",
        "harambee.cli.main",
        "serve",
        "--no-demo",
        "--workers",
        "1",
        "--port",
        port,
    ]
    door = Door("127.0.0.1", int(port), 0)
    first = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert wait_for(door.answers)
        second = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert second.returncode == 0
        assert f"running already: http://localhost:{port}/" in second.stdout
    finally:
        first.send_signal(signal.SIGTERM)
        said, _ = first.communicate(timeout=60)
    assert first.returncode == 0
    assert f"Harambee is ready: http://localhost:{port}/" in said
    assert not door.answers()
    assert not [line for line in children_of(Path(port)) if "serve" in line or "web" in line]


def test_one_home_is_served_once(tmp_path: Path) -> None:
    door = Door("127.0.0.1", 8000, 1)
    with serving.only_one(tmp_path, door) as killed:
        assert killed is None
        assert serving.is_served(tmp_path)
        with pytest.raises(AlreadyServed) as other, serving.only_one(tmp_path, Door("127.0.0.1", 9000, 2)):
            pass
        assert other.value.door == door
    assert not serving.is_served(tmp_path)


def test_a_killed_one_leaves_its_address(tmp_path: Path) -> None:
    code = (
        "import os, pathlib; from harambee.cli.serving import Door, only_one\n"
        f"with only_one(pathlib.Path({str(tmp_path)!r}), Door('127.0.0.1', 8000, 1)): os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == -signal.SIGKILL
    with serving.only_one(tmp_path, Door("127.0.0.1", 9000, 2)) as killed:
        assert killed == Door("127.0.0.1", 8000, 1)


def test_a_used_port_is_told_with_another_one() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CliError, match=f"PORT={port + 1}"):
            Door("127.0.0.1", port, 0).await_free(0.0)


def test_a_port_that_becomes_free_is_waited_for() -> None:
    other = socket.socket()
    other.bind(("127.0.0.1", 0))
    other.listen()
    port = other.getsockname()[1]
    signal.signal(signal.SIGALRM, lambda *_: other.close())
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    Door("127.0.0.1", port, 0).await_free(5.0)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://localhost:80/"),
        ("0.0.0.0", "http://localhost:80/"),
        ("::1", "http://[::1]:80/"),
        ("192.168.1.7", "http://192.168.1.7:80/"),
    ],
)
def test_addresses_for_a_browser(host: str, address: str) -> None:
    assert Door(host, 80, 0).url == address


def test_children_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    child = "import time, harambee.cli.supervisor as own; own.end_with_parent(); time.sleep(60)"
    parent = (
        "import subprocess, sys; "
        f"command = [sys.executable, '-c', {child!r}, {str(tmp_path)!r}]; "
        "child = subprocess.Popen(command, stdin=subprocess.PIPE); "
        "print('started', flush=True); child.wait()"
    )
    process = subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "started\n"
    started = len(children_of(tmp_path))
    process.kill()
    process.communicate()
    assert started == 2
    assert wait_for(lambda: not children_of(tmp_path), 30)


def test_the_end_of_a_vital_child_ends_all_and_others_are_restarted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harambee.cli.supervisor._RESTART_SECONDS", 0.1)
    before = signal.getsignal(signal.SIGTERM)
    looked: list[int] = []
    worker, pages = Child("worker", ["--help"], vital=False), Child("pages", ["--help"])
    supervisor = Supervisor([worker, pages], lambda: looked.append(1))
    supervisor.start()
    assert [child.process is None for child in supervisor.children] == [True, False]  # the pages come first
    worker.start()
    first = worker.process
    assert first
    first.wait()
    pages.vital = False
    assert wait_for(lambda: supervisor._tend() is None and worker.process is not first)
    pages.vital = True
    assert pages.process
    pages.process.wait()
    assert supervisor.run() == 1
    assert looked
    os.kill(os.getpid(), signal.SIGTERM)  # a wish from now on, and not our end
    assert supervisor.run() == 0
    supervisor.stop()
    signal.signal(signal.SIGTERM, before)


def test_tables_are_brought_up_once_for_each_release(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[object] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        started.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", run)
    schema._note(schema._release())
    schema.update()
    assert started == []
    monkeypatch.setattr(schema, "_release", lambda: "harambee next")
    schema.update()
    schema.update()
    assert len(started) == 1

"""A process that runs others: starts them, restarts what may be restarted, ends them all together."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from harambee.cli.console import err

_STOP_SECONDS = 15.0
_LOOK_SECONDS = 2.0
_RESTART_SECONDS = 5.0


@dataclass
class Child:
    """One process of ours. `vital`: without it nothing works, so its end ends the others."""

    name: str
    arguments: list[str]
    vital: bool = True
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    restart_at: float = 0.0

    def start(self) -> None:
        self.let_go()
        # The pipe tells the child of our end, however we end: see `end_with_parent`.
        self.process = subprocess.Popen(
            [sys.executable, "-m", "harambee.cli.main", *self.arguments],
            env=os.environ | self.environment,
            stdin=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C reaches us, and we stop the children in order
        )

    def let_go(self) -> None:
        """Close our end of the pipe to a process that has ended."""
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()

    def ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None


class Supervisor:
    """Runs children until asked to stop (SIGINT, SIGTERM, SIGHUP) or until a vital one ends.

    `look_after` is called now and then for what is not a child: the database.
    """

    def __init__(self, children: list[Child], look_after: Callable[[], None]) -> None:
        self.children = children
        self._look_after = look_after
        self._stop = threading.Event()

    def start(self) -> None:
        """Start the vital children, and from now on take signals as the wish to stop."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)
        for child in self.children:
            if child.vital:
                child.start()

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._stop.set()

    @property
    def stopping(self) -> bool:
        return self._stop.is_set() or any(child.vital and child.ended() for child in self.children)

    def run(self) -> int:
        """Start the other children and wait for the end; return 0 where it was wished for, else 1."""
        for child in self.children:
            if child.process is None:
                child.start()
        next_look = 0.0
        while not self._stop.wait(0.2):
            if time.monotonic() > next_look:
                self._look_after()
                next_look = time.monotonic() + _LOOK_SECONDS
            if (code := self._tend()) is not None:
                return code
        return 0

    def _tend(self) -> int | None:
        """Restart what ended and may be restarted; return 1 where a vital child ended."""
        for child in self.children:
            if child.ended():
                if child.vital:
                    return 1
                self._restart(child)
        return None

    def _restart(self, child: Child) -> None:
        now = time.monotonic()
        if not child.restart_at:
            err.print(f"[yellow]The {child.name} ended; starting it again in {_RESTART_SECONDS:.0f} seconds.")
            child.restart_at = now + _RESTART_SECONDS
        elif now >= child.restart_at:
            child.restart_at = 0.0
            child.start()

    def stop(self) -> None:
        """End all children, gently at first."""
        running = [child.process for child in self.children if child.process and not child.ended()]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + _STOP_SECONDS
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for child in self.children:
            child.let_go()


def end_with_parent() -> None:
    """In a child: end when the parent does, even where it was killed and could not say so."""

    def wait() -> None:
        os.read(0, 1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()

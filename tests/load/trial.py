"""`script/trial NAME`: minutes of rough treatment; each exits 0 only where nothing was lost or leaked."""

import importlib
import sys

TRIALS = {
    "crash": "the embedded server is killed under writers, ten times: no acknowledged write may be lost",
    "leak": "1,000 mixed requests through pgbouncer in transaction mode: no row may be out of scope",
}


def main() -> int:
    """Run the named trial, or list what there is."""
    if len(sys.argv) != 2 or sys.argv[1] not in TRIALS:
        sys.stdout.write("".join(f"{name:10} {about}\n" for name, about in TRIALS.items()))
        return 0 if len(sys.argv) == 1 else 2
    return int(importlib.import_module(f"tests.load.trial_{sys.argv[1]}").run())


if __name__ == "__main__":
    sys.exit(main())

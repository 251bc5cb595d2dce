"""`script/bench NAME`: a ratio against a rival in the same run; exits 0 only where the bars are met."""

import importlib
import sys

BENCHES = {
    "worklist": "50 cases by due date out of a million, against SQL without policies and a naive policy",
    "write": "one referral accepted, with grants, history and audit, against a bare INSERT",
}


def main() -> int:
    """Run the named bench, or list what there is."""
    if len(sys.argv) != 2 or sys.argv[1] not in BENCHES:
        sys.stdout.write("".join(f"{name:10} {about}\n" for name, about in BENCHES.items()))
        return 0 if len(sys.argv) == 1 else 2
    return int(importlib.import_module(f"tests.load.bench_{sys.argv[1]}").run())


if __name__ == "__main__":
    sys.exit(main())

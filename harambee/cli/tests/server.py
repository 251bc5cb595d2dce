"""Pytest plugin: the database server of a test run, started before Django reads its settings."""

import os
from pathlib import Path

from harambee.cli import database

os.environ.setdefault("HARAMBEE_SECRET_KEY", "only-for-tests")
os.environ["HARAMBEE_DB_POOL"] = "0"
running = database.ensure_for_tests()
# Collected static files lie here in a real installation; whitenoise warns where the folder is missing.
(Path(os.environ["HARAMBEE_HOME"]) / "static").mkdir(exist_ok=True)

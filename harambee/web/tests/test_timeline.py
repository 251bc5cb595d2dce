"""Actions become sentences."""

from harambee.web import timeline


def test_a_registered_action_has_words_and_codes() -> None:
    timeline.register({"test.move": "Moved to {state}."})
    assert timeline.sentence("test.move", {"state": "closed"}) == "Moved to closed."


def test_a_missing_code_and_an_unknown_action_break_nothing() -> None:
    timeline.register({"test.stay": "Stayed {where}"})
    assert timeline.sentence("test.stay", {}) == "Stayed"
    assert timeline.sentence("test.unknown") == "test.unknown"

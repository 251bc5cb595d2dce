"""What the component tags say and link to."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import formats, timezone, translation

from harambee.web.components import Badge, Event, Fact, Step, Tab
from harambee.web.templatetags import ui


def drawn(source: str, **context: Any) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Rose Wanjiru", "RW"),
        ("Grace", "G"),
        ("Mary Ann o’Neil", "MN"),
        ("أمينة جمعة", "أج"),
        ("ሰላም", "ሰ"),
        ("", ""),
    ],
)
def test_initials_in_any_script(name: str, letters: str) -> None:
    assert ui.initials(name) == letters


@pytest.mark.parametrize(
    ("shift", "words"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(hours=-3, minutes=-1), "3\xa0hours ago"),
        (timedelta(days=2, minutes=1), "in 2\xa0days"),
    ],
)
def test_times_are_relative_and_exact_on_hover(shift: timedelta, words: str) -> None:
    moment = timezone.now() + shift
    html = ui.ago(moment)
    assert words in html
    assert f'datetime="{moment.isoformat()}"' in html
    assert f'title="{formats.date_format(timezone.localtime(moment))}' in html


@pytest.mark.parametrize(
    ("days", "words"), [(0, "today"), (1, "tomorrow"), (-1, "yesterday"), (3, "in 3\xa0days")]
)
def test_days_have_their_own_words(days: int, words: str) -> None:
    assert f">{words}</time>" in ui.ago(timezone.localdate() + timedelta(days=days))


def test_no_time_is_nothing() -> None:
    assert ui.ago(None) == ""


def test_a_badge_has_an_icon_and_a_word_whatever_its_tone() -> None:
    for tone in ("", "high", "due", "ok", "info"):
        html = drawn("{% badge one %}", one=Badge("Word", tone))
        assert "<svg" in html
        assert "Word" in html


def test_typed_words_are_escaped_everywhere() -> None:
    bad = "<script>x</script>"
    sources = (
        "{% badge b %}{% timeline e %}{% facts f %}{% person p p %}{% tabs t p %}{% stepper s %}",
        "{% next_step p p p '/x' %}{% empty p p p '/x' %}{% code p %}{% progress 1 2 p %}",
        "{% back_link '/x' p %}",
        "{% button p %}{% button_link p '/x' %}{% card p %}{{ p }}{% endcard %}",
        "{% details p %}{{ p }}{% enddetails %}",
        "{% note 'info' p %}{{ p }}{% endnote %}{% dialog 'd' p %}{{ p }}{% enddialog %}",
        "{% chart p 'c' p p %}{{ p }}{% endchart %}",
    )
    html = drawn(
        "".join(sources),
        p=bad,
        b=Badge(bad),
        e=[Event(bad, timezone.now(), bad, bad, "/x", badges=[Badge(bad)])],
        f=[Fact(bad, bad)],
        t=[Tab(bad, "/x")],
        s=[Step(bad)],
    )
    assert "<script" not in html
    assert html.count("&lt;script&gt;") > 20


def test_sorting_turns_round_and_keeps_the_filter(rf: RequestFactory) -> None:
    source = "{% sort_head 'Name' 'name' %}"
    assert 'href="?state=open&amp;sort=name"' in drawn(source, request=rf.get("/?state=open&page=3"))
    html = drawn(source, request=rf.get("/?sort=name&state=open"))
    assert 'aria-sort="ascending"' in html
    assert "sort=-name" in html


def test_pages_keep_filter_and_sorting(rf: RequestFactory) -> None:
    page = Paginator(range(200), 10).page(7)
    html = drawn("{% pagination page %}", page=page, request=rf.get("/?q=a%26b&page=7"))
    assert 'href="?q=a%26b&amp;page=8"' in html
    assert '<span aria-current="page">7</span>' in html
    assert "61 to 70 of 200" in html


def test_one_page_has_no_links_and_none_has_nothing(rf: RequestFactory) -> None:
    assert "<ul>" not in drawn(
        "{% pagination page %}", page=Paginator(range(3), 10).page(1), request=rf.get("/")
    )
    assert drawn("{% pagination page %}", page=Paginator([], 10).page(1), request=rf.get("/")).strip() == ""


def test_the_export_takes_the_filter_along(rf: RequestFactory) -> None:
    assert 'href="/x.csv?q=a"' in drawn("{% toolbar export='/x.csv' %}", request=rf.get("/?q=a"))


def test_arrows_turn_where_one_reads_from_the_right() -> None:
    assert "turns" in ui.icon("forward")
    assert "turns" not in ui.icon("check")


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537.36 Edg/120", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17) Version/17.0 Safari/604.1", "Safari, iPhone"),
        ("curl/8", "Unknown browser"),
    ],
)
def test_browsers_have_names(agent: str, words: str) -> None:
    assert ui.browser_words(agent) == words


def test_times_follow_the_language() -> None:
    with translation.override("fr"):
        assert "2\xa0heures" in ui.ago(timezone.now() - timedelta(hours=2, minutes=1))

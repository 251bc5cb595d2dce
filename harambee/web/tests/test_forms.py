"""Forms: the pattern that is drawn, and what cannot be right."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from django.utils import timezone

from harambee.web.forms import DayMonthYearField, Form, NameField, TextField


class SampleForm(Form):
    once_only = False
    name = NameField(label="Name of the child", help_text="As the family writes it.")
    birth = DayMonthYearField(label="When was the child born?", birth=True)
    visit = DayMonthYearField(label="Next visit", future=True, required=False)
    risk = forms.ChoiceField(label="Risk", choices=[("h", "High"), ("l", "Low")], widget=forms.RadioSelect)
    story = TextField(label="What happened?", required=False)


def filled(**changed: str) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update({"name": "Amina", "birth_day": "27", "birth_month": "3", "birth_year": "2016", "risk": "h"})
    data.update(changed)
    return data


def problems(**changed: str) -> dict[str, list[str]]:
    form = SampleForm(filled(**changed))
    return {name: [str(error) for error in errors] for name, errors in form.errors.items()}


def test_right_answers_pass() -> None:
    form = SampleForm(filled())
    assert form.is_valid(), form.errors
    assert str(form.cleaned_data["birth"]) == "2016-03-27"


def test_each_error_of_the_summary_links_to_a_field_that_is_there() -> None:
    html = SampleForm(QueryDict("story=x")).render()
    links = re.findall(r'<li><a href="#([^"]+)"', html)
    assert links == ["id_name", "id_birth_0", "id_risk_0"]
    for target in links:
        assert html.count(f'id="{target}"') == 1
    assert html.index("data-error-summary") < html.index("<label")


def test_error_and_hint_are_announced_with_their_field() -> None:
    html = SampleForm(QueryDict("story=x")).render()
    box = re.search(r"<input[^>]*id=\"id_name\"[^>]*>", html)
    assert box is not None
    assert 'aria-describedby="id_name_helptext id_name_error"' in box[0]
    assert 'aria-invalid="true"' in box[0]
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html


def test_a_form_without_errors_has_no_summary_and_marks_what_is_optional() -> None:
    html = SampleForm().render()
    assert "data-error-summary" not in html
    assert html.count("(optional)") == 2
    assert " required" not in html


def test_the_summary_says_which_question_has_no_answer() -> None:
    assert problems(name="") == {"name": ["“Name of the child” needs an answer."]}


@pytest.mark.parametrize(
    ("day", "month", "year", "words"),
    [
        ("31", "2", "2019", "no such day"),
        ("0", "1", "2019", "no such day"),
        ("1", "13", "2019", "no such day"),
        ("1", "1", "", "must include a year"),
        ("x", "1", "2019", "in numbers"),
        ("1", "1", "16", "four digits"),
        ("1", "1", "1816", "1900 or later"),
        ("-1", "1", "2016", "in numbers"),
        ("²", "1", "2016", "in numbers"),
    ],
)
def test_impossible_dates_say_what_is_wrong(day: str, month: str, year: str, words: str) -> None:
    found = problems(birth_day=day, birth_month=month, birth_year=year)
    assert list(found) == ["birth"]
    assert words in found["birth"][0]


def test_a_birth_in_the_future_is_refused_and_today_is_not() -> None:
    def born(days: int) -> dict[str, list[str]]:
        day = timezone.localdate() + timedelta(days=days)
        return problems(birth_day=str(day.day), birth_month=str(day.month), birth_year=str(day.year))

    assert "in the future" in born(1)["birth"][0]
    assert born(0) == {}


def test_a_visit_in_the_past_is_refused() -> None:
    assert "in the past" in problems(visit_day="1", visit_month="1", visit_year="2020")["visit"][0]


def test_digits_of_other_scripts_are_digits() -> None:
    form = SampleForm(filled(birth_day="٢٧", birth_month="٣", birth_year="٢٠١٦"))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["birth"].year == 2016


@pytest.mark.parametrize("name", ["A", "ع", "ሰ", "ក"])
def test_one_letter_is_a_name(name: str) -> None:
    assert problems(name=name) == {}


def test_300_characters_of_three_scripts_pass_and_301_are_refused_with_the_count() -> None:
    assert problems(name="A" * 100 + "م" * 100 + "ሰ" * 100) == {}
    assert "301 characters" in problems(name="ሰ" * 301)["name"][0]


@pytest.mark.parametrize("name", ["123", "--", "٣٤"])
def test_a_name_has_a_letter(name: str) -> None:
    assert "at least one letter" in problems(name=name)["name"][0]


def test_nul_bytes_are_taken_out_and_said() -> None:
    form = SampleForm(filled(name="Ami\x00na", story="a\x00b"))
    assert not form.is_valid()
    assert set(form.errors) == {"name", "story"}
    html = form.render()
    assert "\x00" not in html
    assert 'value="Amina"' in html


def test_nul_bytes_in_a_date_are_an_error_of_the_date() -> None:
    assert list(problems(birth_day="2\x007")) == ["birth"]


def test_too_long_a_text_says_how_long_it_is() -> None:
    assert "20001 characters" in problems(story="x" * 20_001)["story"][0]


def test_the_browser_cuts_no_pasted_text_short() -> None:
    box = re.search(r"<textarea[^>]*>", SampleForm().render())
    assert box is not None
    assert "maxlength" not in box[0]


def test_typed_words_are_escaped() -> None:
    html = SampleForm(filled(name='"><script>x</script>', risk="<b>")).render()
    assert "<script" not in html
    assert "<b>" not in html


@pytest.mark.parametrize("value", [None, ["", "", ""], [None, None, None]])
def test_no_date_is_no_date(value: Any) -> None:
    assert DayMonthYearField(required=False).clean(value) is None

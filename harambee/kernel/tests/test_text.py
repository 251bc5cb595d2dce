"""Folding of names across scripts, cleaning, references."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harambee.kernel import ids, text
from harambee.kernel.errors import Invalid


@pytest.mark.parametrize(
    "names",
    [
        ("محمد", "Mohammed", "Muhamad"),
        ("ስላም", "Selam"),
        ("أمينة", "Amina", "አሚና"),
        ("José", "Jose", "JOSÉ"),
    ],
)
def test_one_name_in_several_scripts_has_one_skeleton(names: tuple[str, ...]) -> None:
    assert len({text.skeleton(text.words(name)[0]) for name in names}) == 1


def test_khmer_vowels_stay_with_their_word() -> None:
    assert len(text.words("សុខា ចាន់")) == 2


def test_different_names_stay_apart() -> None:
    assert text.skeleton("amina") != text.skeleton("grace")
    assert text.skeleton("aya") != text.skeleton("io")


def test_a_nul_byte_is_a_clear_error() -> None:
    with pytest.raises(Invalid, match="NUL"):
        text.clean("Ami\x00na")


@given(st.text(max_size=80).filter(lambda one: "\x00" not in one))
def test_cleaning_twice_changes_nothing(raw: str) -> None:
    once = text.clean(raw)
    assert text.clean(once) == once


@given(st.text(max_size=80))
def test_folding_never_fails(raw: str) -> None:
    for word in text.words(raw):
        assert text.romanized(word)
        text.skeleton(word)


def test_a_reference_survives_being_read_aloud() -> None:
    made = ids.reference("C")
    assert ids.read_reference(made.lower().replace("0", "O")) == made


def test_a_swapped_sign_in_a_reference_is_noticed() -> None:
    made = "C-7K3F9Q2-" + "".join(c for c in ids._CHECK if ids.read_reference(f"C-7K3F9Q2-{c}"))
    swapped = made.replace("K3", "3K")
    assert ids.read_reference(made) == made
    assert ids.read_reference(swapped) is None


def test_ids_are_in_order_of_time_and_never_twice() -> None:
    made = [ids.uuid7() for _ in range(1000)]
    assert len(set(made)) == 1000
    assert all(one.version == 7 for one in made)

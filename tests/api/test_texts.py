"""Texts that people read: what looks alike is alike, and everything that is there is seen."""

from collections.abc import Callable
from unicodedata import normalize

import pytest

from api.texts import MARKS_MAX, clean
from tests.api.site import Site

INVISIBLE = {
    "hangul filler": "\u3164",
    "halfwidth hangul filler": "\uffa0",
    "hangul jamo fillers": "\u115f\u1160",
    "soft hyphen": "\u00ad",
    "braille blank": "\u2800",
    "selector": "\ufe0f",
    "tag": "\U000e0041",
    "selector of the supplement": "\U000e0100",
    "khmer vowels": "\u17b4\u17b5",
    "shorthand": "\U0001bca0",
    "music": "\U0001d173",
    "joiner": "\u200d",
    "non-joiner": "\u200c",
    "zero width space": "\u200b",
    "byte order mark": "\ufeff",
    "grapheme joiner": "\u034f",
    "mongolian vowel separator": "\u180e",
}
TURNING = [*"\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"]


@pytest.mark.parametrize("sign", INVISIBLE.values(), ids=INVISIBLE)
@pytest.mark.parametrize("form", ["{}", " {} ", "Nguyễn {}", "Nguy{}n", "{}An", "An{}"])
def test_what_is_not_seen_stands_in_no_text(form: str, sign: str) -> None:
    assert clean(form.format(sign)) is None


@pytest.mark.parametrize("sign", TURNING, ids=ascii)
def test_nothing_turns_the_direction_of_what_stands_beside_it(sign: str) -> None:
    assert clean(f"An {sign} Bình") is None


@pytest.mark.parametrize("text", ["Nguyễn Thị Hồng Ấm", "Đỗ Ửng", "Trường Ẳng Nưa"])
def test_vietnamese_is_one_text_however_its_marks_are_written(text: str) -> None:
    assert clean(normalize("NFD", text)) == clean(text) == normalize("NFC", text)


@pytest.mark.parametrize(
    "text",
    [
        "สมชาย ที่น้ำ",
        "नीरज श्रीवास्तव",
        "ක්\u200dරිෂාන්ත",
        "می\u200cخواهم",
        "김민준",
        "José Müller-Łukasz",
        "佐藤",
        "Quà Tết ❤\ufe0f",
        "👨\u200d👩\u200d👧 gia đình",
        "12/QĐ-HKH – “Vì em hiếu học”",
    ],
)
def test_names_of_others_and_pictures_are_taken_as_they_are(text: str) -> None:
    assert clean(text) == normalize("NFC", text)


def test_a_letter_bears_a_handful_of_marks_and_no_tower() -> None:
    assert clean("x" + "\u0323" * MARKS_MAX) is not None
    assert clean("x" + "\u0323" * (MARKS_MAX + 1)) is None
    assert clean("e" + "\u0302\u0301" + "x\u0323\u0301" * 50) is not None


@pytest.mark.parametrize("text", ["\u0301An", "An \u0301", "\u0301"])
def test_a_mark_stands_on_a_letter(text: str) -> None:
    assert clean(text) is None


def donor(site: Site, name: str) -> tuple[str, dict[str, object]]:
    return "/api/v1/donors", {"association_id": str(site.book.commune), "name": name}


def recipient(site: Site, name: str) -> tuple[str, dict[str, object]]:
    return "/api/v1/beneficiaries", {"association_id": str(site.book.commune), "name": name}


def purpose(site: Site, name: str) -> tuple[str, dict[str, object]]:
    return f"{site.fund}/purposes", {"name": name, "effective_on": "2025-06-16"}


@pytest.mark.parametrize("made", [donor, recipient, purpose])
@pytest.mark.parametrize("name", ["\u3164", "Nguy\u00adễn", "A\u061cn", "x" + "\u0323" * 150])
def test_nobody_and_nothing_is_called_so(
    shared_site: Site, made: Callable[[Site, str], tuple[str, dict[str, object]]], name: str
) -> None:
    before = shared_site.position()
    route, body = made(shared_site, name)
    answer = shared_site.treasurer.post(route, body)
    assert answer.json is not None
    assert (answer.status_code, answer.json["fields"][0]["field"]) == (422, "name")
    assert shared_site.position() == before

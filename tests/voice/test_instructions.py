"""Spoken instructions end to end: a recording is uploaded and named in a request, the worker of
the queue has it heard and follows the words, and what comes of it is looked at as a picture."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.functions.editing import picture
from tests.unit.sound.encodings import FIVE, MP3, WAV, Encoding
from tests.voice.asking import Studio, standing_studio
from tests.voice.looks import LOOKS
from tests.voice.phrases import HEARD
from tests.voice.pictures import SIZE, photo
from tests.voice.speech import SCOTTISH, SPEAKERS, WOMAN, Speaker


@pytest.fixture
def studio() -> Iterator[Studio]:
    """A fresh one for each test: its tables copy all they have for every transaction, so that one
    for all would be slower."""
    with standing_studio() as deployed:
        yield deployed


@pytest.mark.parametrize(("phrase", "speaker", "encoding"), HEARD, ids=[each[0] for each in HEARD])
def test_a_spoken_instruction_is_heard_and_followed_and_its_recording_erased(
    studio: Studio, phrase: str, speaker: Speaker, encoding: Encoding
) -> None:
    said = studio.say(phrase, speaker, encoding)
    told = said.told
    assert (told["state"], told["cost"]["images"], told["problems"]) == ("ready", 0, []), told
    result = said.result
    assert [told["transcript"]] == said.heard
    assert told["plan"]["recipe"] == said.recipe_of(phrase)
    assert (told["plan"]["not_understood"], told["plan"]["for_model"]) == ([], None)
    assert result["generation"]["id"] == told["id"]
    assert (result["kind"], result["status"]) == ("processed", "ready")
    assert result["source_asset_id"] == said.photo_id
    assert result["recipe"] == told["plan"]["recipe"]
    assert result["generation"]["transcript"] == told["transcript"]
    look = LOOKS[phrase]
    was, became = said.picture(said.photo_id), said.picture(result["id"])
    assert (became.size, became.format) == (look.size, look.format)
    assert (result["width"], result["height"]) == look.size
    assert look.holds(was, became)
    assert said.is_erased()


@pytest.mark.parametrize(
    ("sentence", "speaker", "encoding"),
    [
        ("My sister is coming to visit us next Sunday afternoon.", WOMAN, MP3),
        ("Remove the person on the left.", SCOTTISH, WAV),
    ],
)
def test_other_speech_makes_nothing_and_its_recording_is_erased(
    studio: Studio, sentence: str, speaker: Speaker, encoding: Encoding
) -> None:
    said = studio.say(sentence, speaker, encoding)
    code = said.told["problem"]["code"]
    assert (said.told["state"], said.told["result_ids"]) == ("refused", [])
    assert code == ("not_understood" if any(said.heard) else "nothing_heard")
    assert said.world.call("GET", f"/v1/assets/{said.photo_id}/lineage").json["results"] == []
    assert said.is_erased()


def test_the_photo_as_it_was_would_pass_for_none_of_the_results() -> None:
    was = picture(photo())
    same = {name for name, look in LOOKS.items() if (look.size, look.format) == (SIZE, was.format)}
    assert len(same) > 30
    assert [name for name in same if LOOKS[name].holds(was, was)] == []


def test_they_are_enough_and_of_every_type_and_voice() -> None:
    assert len({phrase for phrase, _, _ in HEARD}) >= 36
    assert {encoding for _, _, encoding in HEARD} == set(FIVE)
    assert {speaker for _, speaker, _ in HEARD} == set(SPEAKERS)
    assert set(LOOKS) == {phrase for phrase, _, _ in HEARD}

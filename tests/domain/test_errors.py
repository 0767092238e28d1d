"""What a refusal carries for the person who asked."""

from app.domain.errors import Conflict, Invalid, NotFound, StaleVersion, Theirs, sentence

CHANGED = "%(who)s changed this at %(at)s. Nothing you typed is lost."


def test_a_stale_version_says_who_was_first_and_keeps_both_texts():
    both = Theirs("text", "他们写的", "你写的")
    stale = StaleVersion(who="第三学院联络员", at="9:30", version=4, differences=[both])
    assert isinstance(stale, Conflict)
    assert stale.reasons == (sentence(CHANGED, who="第三学院联络员", at="9:30"),)
    assert (stale.who, stale.at, stale.version, stale.differences) == ("第三学院联络员", "9:30", 4, (both,))
    assert str(stale) == "第三学院联络员 changed this at 9:30. Nothing you typed is lost."


def test_a_stale_version_may_have_no_difference_to_show():
    assert StaleVersion(who="第三学院联络员", at="9:30", version=4).differences == ()


def test_what_is_not_there_always_says_the_same():
    assert NotFound().reasons == (sentence("There is nothing here that you can open."),)


def test_what_cannot_be_used_is_said_field_by_field():
    invalid = Invalid(name="Please write a name.", most=sentence("At most %(most)s files.", most=5))
    name, most = sentence("Please write a name."), sentence("At most %(most)s files.", most=5)
    assert invalid.fields == {"name": name, "most": most}
    assert invalid.reasons == (name, most)

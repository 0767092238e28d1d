"""What is said of a piece of evidence, a link or a thing kept on site; the places evidence may serve."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.errors import Invalid
from app.domain.evidence import Visibility
from app.domain.evidence_details import (
    NAME_LIMIT,
    NOTE_LIMIT,
    TITLE_LIMIT,
    URL_LIMIT,
    Details,
    LinkDetails,
    OnSite,
    bonus_place,
    correctable,
    is_address,
    item_number,
    item_place,
    require_details,
    require_link,
    require_on_site,
    requirements,
    title_of,
)
from app.reporting.framework_files import starting_set

FRAMEWORKS = {file.framework.code: file.framework for file in starting_set()}
QUALITY = FRAMEWORKS["college-committee-quality"]
WITHOUT_PRECONDITIONS = FRAMEWORKS["esg-2015-part1"]
TODAY = date(2025, 11, 20)
MINUTES = Details("关工委例会纪要", "minutes", TODAY, Visibility.PUBLIC, "第三页有落实人。")
HARMLESS = replace(QUALITY.criterion("1.1").evidence[0], sensitive=False)
SENSITIVE = replace(HARMLESS, sensitive=True)
NEWS = LinkDetails("https://news.example.edu.cn/2025/1", "明德大学新闻网", "university")
ARCHIVE = OnSite("行政楼三层档案室", "王老师")


def told(refusal) -> dict[str, str]:
    return {field: str(reason) for field, reason in refusal.value.fields.items()}


# places


def test_a_bonus_claim_and_a_rectification_item_have_places_of_their_own():
    assert (bonus_place("B1"), item_place(3)) == ("bonus:B1", "item:R3")


@pytest.mark.parametrize(
    ("place", "number"),
    [
        ("item:R3", 3),
        ("item:R12", 12),
        ("item:R", None),
        ("item:R三", None),
        ("item:R３", None),
        ("item:R-3", None),
        ("3", None),
        ("1.1", None),
        ("bonus:B1", None),
    ],
)
def test_only_the_place_of_a_rectification_item_has_its_number(place, number):
    assert item_number(place) == number


def test_a_criterion_asks_for_its_evidence():
    assert requirements(QUALITY, "1.1") == QUALITY.criterion("1.1").evidence


def test_a_bonus_claim_asks_for_the_evidence_of_its_item():
    assert requirements(QUALITY, "bonus:B1") == QUALITY.bonus_item("B1").evidence


def test_a_rectification_item_asks_for_nothing_certain():
    assert requirements(QUALITY, "item:R3") == ()


@pytest.mark.parametrize("place", ["9.9", "bonus:B9", "item:Rx", "report:1.1", ":1.1x"])
def test_a_place_that_does_not_exist_asks_for_nothing_at_all(place):
    with pytest.raises(KeyError):
        requirements(QUALITY, place)


def test_places_to_correct_come_in_the_order_of_the_pages():
    criteria = [criterion.code for criterion in QUALITY.criteria]
    bonus = ["bonus:B1", "bonus:B2", "bonus:B3", "bonus:B4", "bonus:B5"]
    assert correctable(QUALITY) == [*criteria, "preconditions", *bonus, "report"]


def test_a_framework_without_preconditions_has_none_to_correct():
    criteria = [criterion.code for criterion in WITHOUT_PRECONDITIONS.criteria]
    assert correctable(WITHOUT_PRECONDITIONS) == [*criteria, "report"]


# details


@pytest.mark.parametrize(
    ("changes", "requirement"),
    [
        ({}, HARMLESS),
        ({}, None),
        ({"event_on": None}, HARMLESS),
        ({"title": "题" * TITLE_LIMIT, "note": "注" * NOTE_LIMIT}, HARMLESS),
        ({"visibility": Visibility.REVIEWERS}, SENSITIVE),
    ],
)
def test_details_that_can_be_used_are_accepted(changes, requirement):
    assert require_details(QUALITY, replace(MINUTES, **changes), requirement, TODAY) is None


@pytest.mark.parametrize(
    ("changes", "requirement", "told_of"),
    [
        (
            {"title": " "},
            HARMLESS,
            {"title": "Please give it a title, so that readers know what it is."},
        ),
        (
            {"title": "题" * (TITLE_LIMIT + 1)},
            HARMLESS,
            {"title": "Please keep this to 200 characters."},
        ),
        ({"note": "注" * (NOTE_LIMIT + 1)}, HARMLESS, {"note": "Please keep this to 300 characters."}),
        ({"kind": "传闻"}, HARMLESS, {"kind": "Please choose one of the kinds shown."}),
        (
            {"event_on": TODAY + timedelta(days=1)},
            None,
            {"event_on": "This day has not come yet. Please write the day on which it happened."},
        ),
        (
            {},
            SENSITIVE,
            {"visibility": "Sensitive evidence cannot be public. Please choose who else may see it."},
        ),
    ],
)
def test_details_that_cannot_be_used_are_refused_by_field(changes, requirement, told_of):
    with pytest.raises(Invalid) as refusal:
        require_details(QUALITY, replace(MINUTES, **changes), requirement, TODAY)
    assert told(refusal) == told_of


def test_a_refusal_of_details_names_every_field():
    wrong = Details("", "", TODAY + timedelta(days=1), Visibility.PUBLIC, "注" * 301)
    with pytest.raises(Invalid) as refusal:
        require_details(QUALITY, wrong, SENSITIVE, TODAY)
    assert set(told(refusal)) == {"title", "note", "kind", "event_on", "visibility"}


# links


@pytest.mark.parametrize("outlet", ["明德大学新闻网", "网" * NAME_LIMIT])
def test_a_link_with_address_publisher_and_level_is_accepted(outlet):
    assert require_link(replace(NEWS, outlet=outlet)) is None


@pytest.mark.parametrize(
    ("changes", "told_of"),
    [
        (
            {"url": "news.example.edu.cn"},
            {
                "url": "Please copy the whole address from the browser; it begins with https:// or http://.",
            },
        ),
        ({"outlet": "　"}, {"outlet": "Please say who published it."}),
        ({"outlet": "网" * (NAME_LIMIT + 1)}, {"outlet": "Please keep this to 100 characters."}),
        ({"level": "世界级"}, {"level": "Please choose the level of the publisher."}),
    ],
)
def test_a_link_that_cannot_be_used_is_refused_by_field(changes, told_of):
    with pytest.raises(Invalid) as refusal:
        require_link(replace(NEWS, **changes))
    assert told(refusal) == told_of


def test_a_refusal_of_a_link_names_every_field():
    with pytest.raises(Invalid) as refusal:
        require_link(LinkDetails(""))
    assert set(told(refusal)) == {"url", "outlet", "level"}


LONGEST = "https://example.cn/" + "a" * (URL_LIMIT - len("https://example.cn/"))


@pytest.mark.parametrize(
    "url",
    [
        "https://example.edu.cn/新闻?编号=1",
        "http://example.edu.cn:8080/",
        "HTTPS://教育.中国",
        LONGEST,
    ],
)
def test_a_whole_web_address_is_one(url):
    assert is_address(url) is True


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.edu.cn",
        "ftp://example.edu.cn/",
        "javascript:alert(1)",
        "https://",
        "https://localhost/",
        "https://localhost./",
        "https://某人:密码@example.edu.cn/",
        "https://example.edu.cn/两 个",
        "https://example.edu.cn/\x00",
        "https://example.edu.cn:99999/",
        "https://[::1/",
        LONGEST + "a",
    ],
)
def test_what_is_no_whole_web_address_is_none(url):
    assert is_address(url) is False


# kept on site


@pytest.mark.parametrize("kept", [ARCHIVE, OnSite("处" * TITLE_LIMIT, "人" * NAME_LIMIT)])
def test_a_thing_kept_on_site_has_a_place_and_a_keeper(kept):
    assert require_on_site(kept) is None


@pytest.mark.parametrize(
    ("changes", "told_of"),
    [
        ({"place": " "}, {"place": "Please say where it can be looked at."}),
        ({"keeper": ""}, {"keeper": "Please say who keeps it."}),
        ({"place": "处" * (TITLE_LIMIT + 1)}, {"place": "Please keep this to 200 characters."}),
        ({"keeper": "人" * (NAME_LIMIT + 1)}, {"keeper": "Please keep this to 100 characters."}),
    ],
)
def test_a_thing_kept_nowhere_or_by_nobody_is_refused(changes, told_of):
    with pytest.raises(Invalid) as refusal:
        require_on_site(replace(ARCHIVE, **changes))
    assert told(refusal) == told_of


@pytest.mark.parametrize(
    ("filename", "title"),
    [("附件1：纪要.pdf", "附件1：纪要"), ("纪要", "纪要"), ("题" * 300 + ".pdf", "题" * TITLE_LIMIT)],
)
def test_a_file_is_called_as_its_name_says_until_somebody_says_better(filename, title):
    assert title_of(filename) == title

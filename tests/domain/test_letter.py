"""The wording of a letter: what is said alike stands once, the gravest first, and nothing wrong is kept."""

from datetime import date

import pytest

from app.domain.errors import Invalid
from app.domain.letter import (
    Advice,
    LetterTexts,
    Part,
    WrittenFinding,
    check_texts,
    compile_letter,
    plain_text,
    texts_of,
)
from app.domain.review import FindingKind, Severity

K, S = FindingKind, Severity


def finding(id_, kind, text, criterion="1.1", severity=S.NONE, answers="") -> WrittenFinding:
    return WrittenFinding(id_, kind, criterion, severity, text, answers)


def test_the_same_words_stand_once_with_all_criteria_and_the_highest_severity() -> None:
    texts = compile_letter(
        [
            finding("a", K.SHORTCOMING, "纪要未写落实人。", "1.1", S.MINOR),
            finding("b", K.SHORTCOMING, "纪要，未写落实人", "1.2", S.MAJOR),
            finding("c", K.SHORTCOMING, "另一个问题很严重", "2.1", S.SERIOUS),
        ]
    )
    assert texts.shortcomings == (
        Part("另一个问题很严重", ("2.1",), S.SERIOUS, ("c",)),
        Part("纪要未写落实人。", ("1.1", "1.2"), S.MAJOR, ("a", "b")),
    )


def test_a_longer_sentence_on_the_same_criterion_takes_in_the_shorter() -> None:
    texts = compile_letter(
        [
            finding("a", K.HIGHLIGHT, "进课堂"),
            finding("b", K.HIGHLIGHT, "老同志进课堂成常态"),
            finding("c", K.HIGHLIGHT, "进课堂", "6.2"),
            finding("d", K.HIGHLIGHT, "没有指标", ""),
        ]
    )
    assert [part.text for part in texts.highlights] == ["老同志进课堂成常态", "进课堂", "没有指标"]
    assert texts.highlights[2].criteria == ()


def test_a_recommendation_follows_its_shortcoming_and_free_ones_come_last() -> None:
    texts = compile_letter(
        [
            finding("r0", K.RECOMMENDATION, "加强宣传"),
            finding("s1", K.SHORTCOMING, "一般的问题在这里", severity=S.MINOR),
            finding("r1", K.RECOMMENDATION, "补写", answers="s1"),
            finding("s2", K.SHORTCOMING, "严重的问题在这里", "2.1", S.SERIOUS),
            finding("r2", K.RECOMMENDATION, "马上改", answers="s2"),
            finding("r3", K.RECOMMENDATION, "补写。", answers="s1"),
        ],
        ["扎实。", "扎实", "", "清楚。"],
    )
    assert texts.recommendations == (Advice("马上改", 1), Advice("补写", 2), Advice("加强宣传", 0))
    assert texts.impression == "扎实。清楚。"


def test_a_wording_is_kept_and_read_back() -> None:
    texts = LetterTexts(
        "总体不错",
        (Part("亮点", ("1.1",), findings=("a",)),),
        (Part("问题", ("1.2",), S.MINOR),),
        (Advice("建议", 1, date(2025, 12, 31)), Advice("另一条")),
    )
    assert texts_of(texts.kept()) == texts
    assert plain_text(texts) == "总体不错\n亮点\n问题\n建议\n另一条"
    check_texts(texts)


def test_every_part_that_cannot_be_sent_gets_its_sentence() -> None:
    long = "长" * 1001
    wrong = LetterTexts(long, (Part(long),), (Part(long),), (Advice(long, 2),))
    with pytest.raises(Invalid) as refused:
        check_texts(wrong)
    assert sorted(refused.value.fields) == [
        "answers_0", "highlight_0", "impression", "recommendation_0", "severity_0", "shortcoming_0",
    ]  # fmt: skip

"""Every fault of SCHEMA §11, planted in a real file, is refused with the sentence, the line and the file."""

# ruff: noqa: E501 -- one planted fault a line reads as a table

from decimal import Decimal

import pytest

from app.domain.errors import TooLarge
from app.reporting.framework_files import (
    LARGEST,
    STARTING_SET,
    UnusableFramework,
    read_framework_file,
    starting_set,
    write_yaml,
)

COLLEGE, FIVE, PARTY, ESG = (
    "college-committee-quality",
    "five-good",
    "party-building-review",
    "esg-2015-part1",
)


def source_of(name: str) -> str:
    return (STARTING_SET / f"{name}.yaml").read_text(encoding="utf-8")


def faults_in(source: str | bytes) -> list[str]:
    content = source.encode() if isinstance(source, str) else source
    with pytest.raises(UnusableFramework) as refusal:
        read_framework_file(content, "指标.yaml")
    told = [str(fault) for fault in refusal.value.faults]
    assert str(refusal.value) == "\n".join(told)
    assert str(refusal.value.fields["file"]).endswith(f"Faults found: {len(told)}.")
    return told


@pytest.mark.parametrize(
    ("code", "digest", "sections", "criteria", "evidence"),
    [
        (COLLEGE, "0b64a21bd0bfdeb13f8ef1bf0b1ae79303660e06b7fc0d1947c118f809325455", 8, 27, 32),
        (ESG, "f3ba9dfc7b8d24cc69384ad3f57b3bbf4d352a9d80c71fea26f45e57b371cbb2", 10, 25, 26),
        (FIVE, "a0cc62e7aac3dc31aa1e83556f66675dc6fd0798da83367a04f37836ba8f48c2", 5, 20, 22),
        (PARTY, "3bfa401ea644b37ab38f59fd36a2fa29025cb15ed3d8cb56151de099af718920", 6, 17, 18),
    ],
)
def test_the_four_files_pass_every_check(code, digest, sections, criteria, evidence):
    file = {file.framework.code: file for file in starting_set()}[code]
    framework = file.framework
    assert file.digest == digest
    assert file.content == (STARTING_SET / f"{code}.yaml").read_bytes()
    assert (len(framework.sections), len(framework.criteria)) == (sections, criteria)
    assert sum(len(criterion.evidence) for criterion in framework.criteria) == evidence
    assert sum(criterion.max_score for criterion in framework.criteria) == framework.scoring.base_total == 100


@pytest.mark.parametrize("file", starting_set(), ids=lambda file: file.framework.code)
def test_a_framework_written_as_yaml_reads_as_the_same_document(file):
    again = read_framework_file(write_yaml(file.document), "again.yaml")
    assert again.document == file.document
    assert again.framework == file.framework


def test_numbers_are_exactly_what_is_written():
    file = read_framework_file(source_of(COLLEGE).replace("weight: 0.7", "weight: 0.70").encode(), "x.yaml")
    assert str(file.framework.review.panels[0].weight) == "0.70"
    assert isinstance(file.document["scoring"]["base_total"], Decimal)


def test_plain_words_stay_words():
    file = read_framework_file(source_of(COLLEGE).replace("en: Never", "en: No").encode(), "x.yaml")
    assert file.framework.criterion("1.2").level("D").text.in_language("en") == "No"


def test_a_byte_order_mark_does_no_harm():
    content = b"\xef\xbb\xbf" + source_of(FIVE).encode()
    assert read_framework_file(content, "x.yaml").framework.code == FIVE


A_RANGE = "range: [4.5, 5], text: {zh: 班子齐全"
NO_BAND = "There is no grade band “nowhere”. There are: excellent, good, pass, fail."

PLANTED = [
    # codes unique
    (COLLEGE, "code: '1.2'", "code: '1.1'", "The code “1.1” is used twice."),
    (COLLEGE, "- code: '2'\n", "- code: '1'\n", "The code “1” is used twice."),
    (COLLEGE, "code: P2", "code: P1", "The code “P1” is used twice."),
    (COLLEGE, "code: V2", "code: V1", "The code “V1” is used twice."),
    (COLLEGE, "code: B2", "code: B1", "The code “B1” is used twice."),
    (COLLEGE, "code: municipal, title: {zh: 市级（", "code: national, title: {zh: 市级（", "The code “national” is used twice."),
    (COLLEGE, "code: peer,", "code: expert,", "The code “expert” is used twice."),
    (COLLEGE, "code: advanced", "code: demo", "The code “demo” is used twice."),
    (COLLEGE, "locales: [zh, en]", "locales: [zh, en, zh]", "The code “zh” is used twice."),
    (ESG, "report_fields: [achievement, ", "report_fields: [problems, ", "The code “problems” is used twice."),
    (COLLEGE, "code: '1.2'", "code: '2.9'", "The code “2.9” must begin with its section’s code: “1.”"),
    (COLLEGE, "code: '1.2'", "code: '1.2/'", "“1.2/” cannot be a code: use up to 40 letters, digits and . - _"),
    # sums and grid
    (COLLEGE, "base_total: 100", "base_total: 99", "All criteria sum to 100, but base_total is 99."),
    (
        COLLEGE,
        "max_score: 14\n    guidance: {zh: 对应院",
        "max_score: 13\n    guidance: {zh: 对应院",
        "The criteria of section 1 sum to 14, but its maximum is 13.",
    ),
    (COLLEGE, "precision: 2", "precision: 5", "At most 4 digits can be kept."),
    (COLLEGE, "step: 0.1", "step: 0", "This must be more than 0."),
    (COLLEGE, "score: 0.5", "score: 0.55", "0.55 is not a whole number of steps of 0.1."),
    (COLLEGE, "score: 0.5", "score: 0", "This must be more than 0."),
    (COLLEGE, "max_score: 4\n        method: points\n        guidance: {zh: 看学", "max_score: 4.05\n        method: points\n        guidance: {zh: 看学", "4.05 is not a whole number of steps of 0.1."),
    (COLLEGE, "step: 0.1", "step: 3", "100 is not a whole number of steps of 3.", "base_total"),
    # nothing empty
    (COLLEGE, "locales: [zh, en]", "locales: []", "“locales” must not be empty."),
    (ESG, "weight: 1.0}", "weight: 0}", "This must be more than 0."),
    (ESG, "    - {code: panel, title: {zh: 评估专家组（含学生）, en: Review panel (including a student)}, weight: 1.0}", "      []", "“panels” must not be empty.", "  panels:"),
    (COLLEGE, "tiers:\n        - {code: lead, title: {zh: 牵头并开展活动, en: Lead and active}, score: 1}", "tiers: []", "“tiers” must not be empty."),
    # ranges
    (
        COLLEGE,
        A_RANGE,
        A_RANGE.replace("4.5", "4.4"),
        "Criterion 2.1: levels B and A overlap.",
        "B, range: [3.8, 4.4], text: {zh: 班子齐全",
    ),
    (
        COLLEGE,
        A_RANGE,
        A_RANGE.replace("4.5", "4.6"),
        "Criterion 2.1: between levels B and A there is a gap.",
        "B, range: [3.8, 4.4], text: {zh: 班子齐全",
    ),
    (COLLEGE, A_RANGE, A_RANGE.replace("5]", "4.9]"), "Criterion 2.1: the highest level must end at the maximum, 5."),
    (COLLEGE, A_RANGE, A_RANGE.replace("5]", "5.05]"), "5.05 is not a whole number of steps of 0.1."),
    (COLLEGE, A_RANGE, A_RANGE.replace("4.5, 5", "5, 4.5"), "The lowest score stands first, then the highest."),
    (COLLEGE, A_RANGE, A_RANGE.replace("4.5, 5", "4.5"), "A range is two numbers, the lowest and the highest score."),
    (COLLEGE, A_RANGE, A_RANGE.replace("4.5", "x"), "This must be a number."),
    (
        COLLEGE,
        "D, range: [0, 2.9], text: {zh: 缺主",
        "D, range: [0.1, 2.9], text: {zh: 缺主",
        "Criterion 2.1: the lowest level must begin at 0.",
    ),
    (
        COLLEGE,
        "C, range: [3, 3.7], text: {zh: 班子基本齐全，分工不够清楚, en: 'Mostly complete, duties unclear'}}\n"
        "          - {code: D, range: [0, 2.9]",
        "C, range: [3.1, 3.7], text: {zh: 班子基本齐全，分工不够清楚, en: 'Mostly complete, duties unclear'}}\n"
        "          - {code: D, range: [0, 3]",
        "Criterion 2.1: level C must begin at 3.0, not at 3.1.",
    ),
    (ESG, "ranges: {F: [3.6, 4], S", "ranges: {G: [3.6, 4], S", "There is no level “G”. There are: F, S, P, N."),
    (ESG, "ranges: {F: [3.6, 4], S", "ranges: {S", "Criterion 1.1.1 has no range for level F.", "code: 1.1.1"),
    (
        ESG,
        "P: [1.6, 2.7], N: [0, 1.5]}\n      - code: 1.1.2",
        "P: [1.6, 2.7], N: [0, 1.5]}\n        levels: []\n      - code: 1.1.2",
        "Give either “levels” or “ranges”, not both.",
        "- code: 1.1.1",
    ),
    (
        COLLEGE,
        "code: B, range: [3.8, 4.4], text: {zh: 班子齐全",
        "code: A, range: [3.8, 4.4], text: {zh: 班子齐全",
        "The code “A” is used twice.",
    ),
    (COLLEGE, "min_ratio: 0.75", "min_ratio: 0.95", "Levels stand highest first: B must begin below A."),
    (COLLEGE, "min_ratio: 0.0", "min_ratio: 0.1", "The last must begin at 0."),
    (COLLEGE, "min_ratio: 0.9,", "min_ratio: 1.9,", "A share must lie between 0 and 1."),
    # references
    (
        COLLEGE,
        "kind: case,",
        "kind: novel,",
        "There is no evidence kind “novel”. There are: document, minutes, plan, summary, policy, roster, ledger, "
        "photo, video, link, award, case, data, survey, report, other.",
    ),
    (
        COLLEGE,
        "max: 1, accept: [doc]",
        "max: 1, accept: [book]",
        "There is no group of file types “book”. There are: doc, sheet, slides, image, video, archive, link.",
    ),
    (COLLEGE, "max: 1, accept: [doc]", "max: 1, accept: []", "“accept” must not be empty."),
    (COLLEGE, "maps_to: ['2.2']", "maps_to: ['2.9']", "There is no criterion “2.9”."),
    (COLLEGE, "on_fail: cap_band:good", "on_fail: cap_band:nowhere", NO_BAND),
    (COLLEGE, "on_fail: cap_band:good", "on_fail: good", "An effect is written cap_band:<band> or band:<band>."),
    (COLLEGE, "effect: cap_band:pass", "effect: band:nowhere", NO_BAND),
    (COLLEGE, "overflow_to: good", "overflow_to: nowhere", NO_BAND),
    (COLLEGE, "overflow_to: good", "overflow_to: excellent", "“overflow_to” must name a lower band."),
    (COLLEGE, ", overflow_to: good", "", "A quota needs “overflow_to”: the band that takes the others.", "quota_ratio"),
    (COLLEGE, "band: pass\n", "band: nowhere\n", NO_BAND),
    (FIVE, "on_fail: cap_band:fail\n  text", "on_fail: cap_band:x\n  text", "There is no grade band “x”. There are: model, reach, basic, fail."),
    (FIVE, "min_ratio: 0.6\n", "min_ratio: 6\n", "A share must lie between 0 and 1."),
    (PARTY, "bands: [ordinary, poor]", "bands: [ordinary, x]", "There is no grade band “x”. There are: good, fair, ordinary, poor."),
    (ESG, "band: full\n", "band: x\n", "There is no grade band “x”. There are: full, substantial, partial, non."),
    (ESG, "min_level: S", "min_level: X", "There is no level “X”. There are: F, S, P, N."),
    (ESG, "at_least: {F: 7}", "at_least: {X: 7}", "There is no level “X”. There are: F, S, P, N."),
    (ESG, "at_most: {P: 2}", "at_most: {X: 2}", "There is no level “X”. There are: F, S, P, N."),
    (ESG, "at_most: {P: 2}", "at_most: {P: 1.5}", "“P” must be a whole number, 0 or more."),
    (ESG, "    - band: non\n", "", "The last rule must have no condition, so that every unit gets a band.", "  rules:"),
    (
        FIVE,
        "'section:4'",
        "'section:9'",
        "“section:9” cannot settle a tie. There are: base_total, bonus, panel_vote, section:1, section:2, section:3, "
        "section:4, section:5.",
    ),
    # panels and reviews
    (COLLEGE, "weight: 0.3", "weight: 0.2", "The weights of the panels sum to 0.9; they must sum to 1.", "  panels:"),
    (COLLEGE, "self_score_weight: 0", "self_score_weight: 0.1", "The self-score is a reference: its weight must be 0."),
    (COLLEGE, "min_reviewers: 3", "min_reviewers: 2", "At least 3 reviewers are needed."),
    (COLLEGE, "recommended_reviewers: 5", "recommended_reviewers: 2", "Fewer reviewers are recommended than the minimum of 3."),
    (COLLEGE, "drop_high_low, min_reviewers: 5", "drop_high_low, min_reviewers: 4", "The highest and the lowest may be dropped only from 5 reviews on."),
    (COLLEGE, "drop_high_low, min_reviewers: 5", "drop_high_low", "“min_reviewers” is missing."),
    # languages
    (COLLEGE, ", en: Satisfaction}", "}", "The text in the language “en” is missing."),
    (COLLEGE, "en: Satisfaction}", "en: ' '}", "This text is empty."),
    (COLLEGE, "en: Satisfaction}", "en: Satisfaction, fr: S}", "“fr” is not among the locales."),
    (COLLEGE, "default_locale: zh", "default_locale: fr", "“fr” is not among the locales."),
    (COLLEGE, "{zh: 满意度, en: Satisfaction}", "满意度", "Here a text in each language is expected, as in {zh: …, en: …}."),
    # bonus and bands
    (
        COLLEGE,
        "max_score: 3\n      tiers",
        "max_score: 2\n      tiers",
        "Bonus item B2: the maximum is 2, but its highest tier is 3.",
    ),
    (COLLEGE, "cap: 10", "cap: -1", "This must be 0 or more."),
    (COLLEGE, "en: Good}, min: 80", "en: Good}, min: 90", "Grade bands stand highest first: good must begin below excellent."),
    (COLLEGE, "en: Fail}, min: 0", "en: Fail}, min: 1", "The last must begin at 0."),
    # evidence
    (COLLEGE, "min: 1, max: 1, accept", "min: 2, max: 1, accept", "The maximum is below the minimum."),
    (COLLEGE, "min: 1, max: 1, accept", "min: 0, accept", "Required evidence needs a minimum of at least 1."),
    # form
    (COLLEGE, "schema: framework/1", "schema: framework/2", "“schema” must be one of: framework/1."),
    (COLLEGE, "status: published", "status: final", "“status” must be one of: draft, published, retired."),
    (COLLEGE, "version: '1.0'", "version: 1.0", "This must be text. In YAML put numbers and words like true in quotes."),
    (COLLEGE, "default_locale: zh", "default_locale: zh\nrank: 1", "“rank” is not a key of the schema. Correct it or leave it out.", "rank: 1"),
    (COLLEGE, "mandatory: true", "manditory: true", "“manditory” is not a key of the schema. Correct it or leave it out."),
    (COLLEGE, "mandatory: true", "mandatory: maybe", "“mandatory” must be yes or no (in YAML: true or false)."),
    (COLLEGE, "  na_rule: rescale_parent\n", "", "“na_rule” is missing.", "scoring:"),
    (COLLEGE, "bonus:\n  cap: 10", "bonus:\n  limit: 10", "“cap” is missing.", "bonus:\n"),
    (COLLEGE, "cap: 10", "cap: many", "This must be a number."),
    (COLLEGE, "cap: 10", "cap: true", "This must be a number."),
    (COLLEGE, "ranking:\n  basis", "rating:\n  basis", "“ranking” is missing.", "schema:"),
    (COLLEGE, "level_set: {code: ABCD}", "level_set: ABCD", "Here a group of named values is expected."),
    (COLLEGE, "maps_to: ['2.2']", "maps_to: '2.2'", "“maps_to” must be a list."),
    (ESG, "report_fields: [achievement, ", "report_fields: [praise, ", "“praise” is not a report field. There are: achievement, evidence_summary, problems, improvement."),
    (COLLEGE, "method: points", "method: count", "“unit_score” is missing.", "      - code: '1.1'"),
    (COLLEGE, "method: points", "method: count\n        unit_score: 0", "This must be more than 0.", "unit_score"),
    (COLLEGE, "method: points", "method: count\n        unit_score: 0.25", "0.25 is not a whole number of steps of 0.1.", "unit_score"),
    (COLLEGE, "en: Satisfaction}", f"en: {'x' * 5001}}}", "This text has more than 5000 characters."),
    (COLLEGE, "en: Satisfaction}", 'en: "a\\ab"}', "This text holds an invisible control character. Type it anew."),
    # YAML itself
    (COLLEGE, "  cap: 10\n", "  cap: 10\n  cap: 10\n", "“cap” stands here twice. Keep one.", "  cap: 10\n  rule"),
    (COLLEGE, "cap: 10", "cap: !!python/name:os.system x", "YAML tags (!) are not accepted."),
    (COLLEGE, "level_set: {", "level_set: !!set {", "YAML tags (!) are not accepted."),
    (COLLEGE, "level_set: {", "level_set: {[a]: b, ", "The name of a value must be a word."),
]  # fmt: skip


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted[3][:60])
def test_a_planted_fault_is_refused_by_file_line_and_reason(planted):
    name, old, new, sentence, *at = planted
    source = source_of(name)
    assert old in source
    changed = source.replace(old, new, 1)
    line = changed[: changed.index(at[0]) if at else source.index(old)].count("\n") + 1
    assert f"指标.yaml, line {line}: {sentence}" in faults_in(changed)


def test_all_faults_are_told_at_once_in_the_order_of_the_file():
    changed = (
        source_of(COLLEGE)
        .replace("base_total: 100", "base_total: 99")
        .replace("weight: 0.3", "weight: 0.2")
        .replace("maps_to: ['2.2']", "maps_to: ['2.9']")
        .replace(", en: Satisfaction}", "}")
    )
    assert faults_in(changed) == [
        "指标.yaml, line 17: All criteria sum to 100, but base_total is 99.",
        "指标.yaml, line 30: The weights of the panels sum to 0.9; they must sum to 1.",
        "指标.yaml, line 75: There is no criterion “2.9”.",
        "指标.yaml, line 563: The text in the language “en” is missing.",
    ]


def test_a_section_without_criteria_is_refused():
    before, rest = source_of(ESG).split("\n  - code: '1.2'", 1)
    after = rest.split("\n  - code: '1.3'", 1)[1]
    empty = (
        "\n  - {code: '1.2', title: {zh: 一, en: a}, max_score: 10, guidance: {zh: 一, en: a}, criteria: []}"
    )
    told = faults_in(before + empty + "\n  - code: '1.3'" + after)
    assert [fault.split(": ", 1)[1] for fault in told] == [
        "All criteria sum to 90, but base_total is 100.",
        "“criteria” must not be empty.",
    ]


def test_a_usual_score_outside_its_range_is_refused():
    changed = source_of(ESG).replace(
        "min_ratio: 0.4, default_ratio: 0.5", "min_ratio: 0.4, default_ratio: 0.3"
    )
    told = faults_in(changed)
    assert len(told) == 25
    assert told[0] == (
        "指标.yaml, line 84: Criterion 1.1.1: the usual score of level P, 1.2, is outside its range."
    )


def test_one_fault_is_told_once_not_again_by_everything_that_rests_on_it():
    changed = source_of(COLLEGE).replace(
        "max_score: 14\n    guidance: {zh: 对应院", "max_score: x\n    guidance: {zh: 对应院"
    )
    assert faults_in(changed) == ["指标.yaml, line 126: This must be a number."]
    changed = source_of(COLLEGE).replace("\nsections:\n", "\nsections: none\nrest:\n")
    assert [fault.split(": ", 1)[1] for fault in faults_in(changed)] == [
        "“sections” must be a list.",
        "“rest” is not a key of the schema. Correct it or leave it out.",
    ]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"a: [1\nb: 2", "指标.yaml, line 2: This line cannot be read as YAML. Check indents, quotes, brackets and colons."),
        (b"a: 1\x00", "指标.yaml: The file cannot be read as YAML text."),
        (b"\xff\xfe\x00", "指标.yaml: Please save the file as UTF-8 text."),
        (b"# nothing\n", "指标.yaml: The file is empty."),
        (b"- 1\n", "指标.yaml, line 1: Here a group of named values is expected."),
        (b"a: &x [1]\nb: *x\n", "指标.yaml, line 2: References (& and *) are not accepted. Write the content out."),
        (b"a: " + b"[" * 30 + b"]" * 30, "指标.yaml, line 1: This is nested too deeply."),
    ],
)  # fmt: skip
def test_what_is_not_such_a_file_is_refused(content, fault):
    assert fault in faults_in(content)


def test_thousands_of_brackets_end_in_a_sentence():
    assert len(faults_in(b"[" * 100_000)) == 1


def test_a_huge_file_is_refused_unread():
    with pytest.raises(TooLarge, match="larger than 2 MB"):
        read_framework_file(b" " * (LARGEST + 1), "x.yaml")

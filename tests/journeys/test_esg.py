"""ESG 2015 Part 1 in English: levels, no total, no ranking; an agreeing panel; proofs of participation."""

import re
from io import BytesIO

from flask import Flask

from app.domain.framework import Criterion
from app.reporting.pdfium import opened
from tests import files
from tests.journeys import cast, concluding, reviewing, setting_up
from tests.journeys.house import House
from tests.journeys.in_english import EnglishHouse
from tests.people import today
from tests.scene import framework_file
from tests.visitor import Visitor

NUMBER = "关评(优字)?(第号)?"  # the office's own prefix and series, and the example beside the field
ESG = "esg-2015-part1"
FRAMEWORK = framework_file(ESG).framework
ARTS, LAW, MEDICINE, SCIENCE = FACULTIES = (
    "Faculty of Arts",
    "Faculty of Law",
    "Faculty of Medicine",
    "Faculty of Science",
)
READERS = ("Chair of the panel", "Reviewer from industry", "Student reviewer")
UNIT_ROWS = [(f"0{n}", name, "学院", "0", name) for n, name in enumerate(FACULTIES, start=1)]
PEOPLE_ROWS = [
    ("office2", cast.COLLEAGUE, "0", "秘书处"),
    ("board", cast.BOARD, "0", "领导小组"),
    *((f"reader{n}", name, "0", "评审专家") for n, name in enumerate(READERS, start=1)),
    *((f"lianluo{n}", cast.liaison(name), f"0{n}", "联络员") for n, name in enumerate(FACULTIES, start=1)),
    *((f"shenqian{n}", cast.signatory(name), f"0{n}", "审签人") for n, name in enumerate(FACULTIES, start=1)),
]
# Scores are not shown, but the level of a section comes from its share: F from 0.9, S from 0.7, P from 0.4.
# A level brings its usual share of the criterion: F 1.0, S 0.8, P 0.5, N 0. Sections are named 1.1 … 1.10.
USUAL = "F"
LEVELS = {
    # All F but where said. 1.1: criteria of 4, 3, 3; S on 1.1.1 makes 3.2 + 3 + 3 = 9.2 of 10: still F.
    # Ten F, none below S: Compliant (at least seven F).
    ARTS: {"1.1.1": "SSS"},
    # 1.5: 6 and 4; S on 1.5.1 makes 4.8 + 4 = 8.8: S. 1.6: 5 and 5; S on both makes 8.0: S.
    # 1.7: S on both: S. 1.8: S on both, 4.8 + 3.2 = 8.0: S. Six F, four S: not seven F, none below P, no P:
    # Substantially compliant.
    LAW: {
        "1.5.1": "SSS",
        "1.6.1": "SSS",
        "1.6.2": "SSS",
        "1.7.1": "SSS",
        "1.7.2": "SSS",
        "1.8.1": "SSS",
        "1.8.2": "SSS",
    },
    # The readers differ on 1.9.1 (F, S, P), the panel agrees on P: 2.0 of 4; with P on 1.9.2 and 1.9.3 it is
    # 2 + 1.5 + 1.5 = 5.0: P. 1.10: they differ on 1.10.1 (P, P, N) and agree on P, 1.10.2 P: 5.0: P.
    # 1.2: P on all three: 5.0: P. Three P are more than two: Partially compliant.
    MEDICINE: {
        "1.2.1": "PPP",
        "1.2.2": "PPP",
        "1.2.3": "PPP",
        "1.9.1": "FSP",
        "1.9.2": "PPP",
        "1.9.3": "PPP",
        "1.10.1": "PPN",
        "1.10.2": "PPP",
    },
    # N on 1.3, 1.4 and 1.5 whole: three N are more than two: Not compliant.
    SCIENCE: dict.fromkeys(("1.3.1", "1.3.2", "1.3.3", "1.4.1", "1.4.2", "1.4.3", "1.5.1", "1.5.2"), "NNN"),
}
AGREED = {"1.9.1": "P", "1.10.1": "P"}
F, S, P, N = "Fully met", "Substantially met", "Partially met", "Not met"
PROFILES = {
    ARTS: ([F] * 10, "Compliant"),
    LAW: ([F, F, F, F, S, S, S, S, F, F], "Substantially compliant"),
    MEDICINE: ([F, P, F, F, F, F, F, F, P, P], "Partially compliant"),
    SCIENCE: ([F, F, N, N, N, F, F, F, F, F], "Not compliant"),
}


def test_four_faculties_are_told_a_profile_in_english_and_no_number(app: Flask) -> None:
    house = EnglishHouse(app)
    found(house)
    evaluate(house)
    review(house)
    agree(house)
    compute(house)
    conclude(house)


def found(house: House) -> None:
    """The house, its four faculties, the criteria, and a campaign whose records are in English."""
    setting_up.open_the_house(house, "Mingde University")
    office, place = house[cast.OFFICE], house.places["units"]
    setting_up.bring_in(office, place, "units", UNIT_ROWS)
    setting_up.bring_in(office, place, "people", PEOPLE_ROWS)
    setting_up.hand_out_slips(house)
    setting_up.bring_in_criteria(house, ESG)
    setting_up.create_campaign(house, "Institutional review 2026")
    setting_up.set_up_campaign(house)
    house[cast.OFFICE].open(house.places["campaign"]).follow("设置").fill(language="en").press("保存")
    setting_up.publish_notice(house, "QA 2026/1", FACULTIES)


def evaluate(house: House) -> None:
    """Each faculty answers in English, gives what must be given, signs, and is accepted."""
    house.move("发布本批次")
    house.move("开始自评自纠")
    for faculty in FACULTIES:
        answer(house, faculty)
        writer = house[cast.liaison(faculty)].open(house.places[faculty]).follow("还差什么")
        writer.press("送院党委审签")
        signatory = house[cast.signatory(faculty)].open(f"{house.places[faculty]}/sign-off")
        signatory.fill(opinion="Agreed.", committed="y", meeting="Faculty board", meeting_on="2026-10-20")
        signatory.press("同意并提交")
    house.move("结束自评，进入形式审查")
    for faculty in FACULTIES:
        house[cast.OFFICE].open(f"{house.places[faculty]}/format-check").press("受理")


def answer(house: House, faculty: str) -> None:
    writer = house[cast.liaison(faculty)].open("/").follow("从 1.1.1 开始")
    place = house.places[faculty] = writer.path.removesuffix("/criteria/1.1.1")
    for criterion in FRAMEWORK.criteria:
        words = {
            each.code: f"What we say of {criterion.code} ({each.code})." for each in FRAMEWORK.report_fields
        }
        writer.open(f"{place}/criteria/{criterion.code}")
        if criterion.mandatory:
            give_evidence(writer, criterion, faculty)
        writer.send(f"{place}/criteria/{criterion.code}", level=USUAL, **words)


def give_evidence(writer: Visitor, criterion: Criterion, faculty: str) -> None:
    for position, need in enumerate(criterion.evidence):
        for count in range(need.min if need.required else 0):
            text = f"{faculty} {criterion.code} {position} {count}"
            kind = "pdf" if "doc" in need.accept else "xlsx"
            file = (
                files.pdf(text, name=f"{text}.pdf")
                if kind == "pdf"
                else files.xlsx(text, name=f"{text}.xlsx")
            )
            writer.fill(file=file, requirement=position).press("上传")


def review(house: House) -> None:
    """Three readers of one panel read all four and hand in alone."""
    house.move("开始同行评议")
    reviewing.form_panel(house, "panel", "Review panel", READERS, chair=READERS[0])
    reviewing.draw(house, "Draw of 2026", {"Review panel": 3})
    for reader in READERS:
        reviewing.declare(house, reader)
    for faculty in FACULTIES:
        for number, reader in enumerate(READERS):
            judge(house, reader, faculty, number)


def judge(house: House, reader: str, faculty: str, number: int) -> None:
    desk = house[reader].open("/reviews").follow(faculty)
    place = desk.path.rpartition("/criteria/")[0]
    for criterion in FRAMEWORK.criteria:
        level = LEVELS[faculty].get(criterion.code, USUAL * 3)[number]
        desk.send(f"{place}/criteria/{criterion.code}", level=level, comment="As the evidence shows.")
    desk.open(f"{place}/opinion").fill(report="done", report_form="on_site", report_on="2026-11-10")
    desk.fill(site="not_arranged", site_reason="On paper this year.", achievements="Solid work.")
    desk.press("保存，看汇总").open(f"{place}/findings?kind=highlight")
    desk.fill(text="Students take part in every review.", criterion="1.1.1").press("保存")
    desk.open(f"{place}/findings?kind=shortcoming").fill(criterion="1.9.1", severity="minor")
    desk.fill(text="The minutes do not say who acts on the results.").fill(
        recommendation="Name a person and a date for each action."
    ).press("保存")
    desk.open(f"{place}/summary").press("确认提交")
    assert desk.path == f"{place}/receipt", desk.text


def agree(house: House) -> None:
    """Where the readers differ the chair records the level the panel agreed on."""
    chair = house[READERS[0]].open("/reviews").follow("需要合议的等级")
    house.places["agreed"] = chair.path
    assert [row[1:3] for row in chair.rows("合议等级")[1:]] == [
        ["0", "0"],
        ["0", "0"],
        ["2", "0"],
        ["0", "0"],
    ]
    chair.follow(MEDICINE)
    for code, level in AGREED.items():
        chair.fill(**{f"c{code}-level": level, f"c{code}-reason": "Practice, but not yet systematic."})
        chair.press("登记合议等级")
    assert [row[1:3] for row in chair.open(house.places["agreed"]).rows("合议等级")[1:]][2] == ["2", "2"]


def compute(house: House) -> None:
    """Each faculty has a level for each section and a judgement; nowhere a total, nowhere a rank."""
    house.move("结束评议，进入结果反馈")
    office = house[cast.OFFICE].follow("评议结果").press("计算结果")
    heads, *rows = office.rows("评议结果汇总表")
    assert {row[0]: (row[1:11], row[12]) for row in rows} == PROFILES
    assert heads[0] == "Unit"
    assert figures(" ".join(word for row in rows for word in row)) == []
    concluding.board_approves(house, "Senate committee for quality")
    house.keeps_its_rules()


def figures(text: str) -> list[str]:
    """Whatever could be a score; 1.10 is the name of a section."""
    return [each for each in re.findall(r"\b\d+\.\d\d\b", text) if each != "1.10"]


def conclude(house: House) -> None:
    """Letters in English, public notice, proofs of participation, and the page anybody can check."""
    office, place = house[cast.OFFICE], house.places["campaign"]
    office.open(f"{place}/letters").press("起草").press("发出")
    house.work_is_done()
    for faculty in FACULTIES:
        reads_letter(house, faculty)
    house.time_passes(15)
    house.move("进入公示")
    office.open(f"{place}/public-notice").fill(contact="Quality office, extension 8012").press("开始公示")
    public = house.stranger().open(office.path)
    assert [name in public.text for name in FACULTIES] == [True] * 4
    house.time_passes(10)
    house.move("结束公示")
    concluding.board_approves(house, "Senate")
    decide(house)
    given = concluding.issue_certificates(house)
    title = FRAMEWORK.awards[0].title.texts["en"]
    assert [row[1:] for row in given] == [(name, title) for name in FACULTIES]
    for number, holder, _ in given:
        assert re.fullmatch(r"关评-\d{4}-优字-00\d", number)
        page = concluding.public_page(house, number)
        assert [words in page.text for words in (number, holder, title, "Valid")] == [True] * 4
        assert re.sub(NUMBER, "", han(" ".join(page.words("//main")))) == ""
        words = paper(concluding.certificate_file(house, number))
        assert f"Certificate of Completion {holder} has completed all steps of self-assessment" in words
        assert re.sub(NUMBER, "", han(words)) == ""


def reads_letter(house: House, faculty: str) -> None:
    """On the page and as PDF: the judgement and levels, no figure; the receipt is signed."""
    reader = house[cast.signatory(faculty)].open(f"{house.places[faculty]}/letter")
    assert PROFILES[faculty][1] in reader.text
    assert figures(reader.text) == []
    reader.fill(accepts="yes").press("签收")
    place = reader.open(f"{house.places[faculty]}/letter").press("PDF").path
    house.work_is_done()
    answer = reader.open(place).follow("下载").answer
    assert answer is not None
    words = paper(answer.data)
    assert PROFILES[faculty][1] in words
    assert (figures(words), re.sub(NUMBER, "", han(words))) == ([], "")


def decide(house: House) -> None:
    """A proof of participation for everybody who went through with it."""
    office = house[cast.OFFICE].open(f"{house.places['campaign']}/decision")
    office.fill(number="QA 2026/12", on=today().isoformat(), meeting="Senate", legal_basis="Statute 7")
    office.fill(issuers="Mingde University", issuers_en="Mingde University").press("登记表彰决定")


def paper(content: bytes) -> str:
    """The words of a PDF."""
    with opened(BytesIO(content)) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return " ".join(" ".join(pages).split())


def han(text: str) -> str:
    """The Chinese characters of a text."""
    return "".join(re.findall(r"[\u4e00-\u9fff]", text))

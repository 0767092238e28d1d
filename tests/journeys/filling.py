"""Self-evaluation, sign-off and format check of a college, through the forms of its pages."""

from collections.abc import Mapping
from typing import NamedTuple

from app.domain.framework import Criterion, Framework
from tests import files
from tests.files import NamedFile
from tests.journeys import cast
from tests.journeys.house import House
from tests.visitor import Visitor


class Claim(NamedTuple):
    """What a college claims a bonus for, and what the secretariat makes of it."""

    item: str
    tier: str
    decision: str = "accepted"
    granted: str = ""


class Told(NamedTuple):
    """What a college says of itself beside "all is as it should be"."""

    not_applicable: Mapping[str, str] = {}
    unmet: Mapping[str, str] = {}
    claims: tuple[Claim, ...] = ()


def texts(criterion: Criterion) -> dict[str, str]:
    """What a liaison officer writes of one criterion."""
    name = criterion.title.texts["zh"]
    return {
        "achievement": f"本年度围绕“{name}”开展工作，按计划完成，有记录可查。",
        "problems": "个别环节落实不够及时，原因是人手较紧。",
        "improvement": "明确责任人和时间，每月核对一次。",
    }


def begin(house: House, college: str) -> Visitor:
    """The liaison officer opens the self-evaluation from the home page."""
    writer = house[cast.liaison(college)].open("/").follow("从 1.1 开始")
    house.places[college] = writer.path.removesuffix("/criteria/1.1")
    return writer


def answer_page_by_page(house: House, college: str, framework: Framework) -> None:
    """Every criterion on its own page, with all the evidence it asks for; the last page leads to the list."""
    writer = begin(house, college)
    for criterion in framework.criteria:
        assert writer.path.endswith(f"/criteria/{criterion.code}")
        for position, need in enumerate(criterion.evidence):
            for count in range(need.min if need.required else 0):
                give(writer, criterion, position, paper(criterion, position, count))
        writer.fill(level="A", **texts(criterion))
        after = framework.next(criterion.code)
        writer.press(f"下一项 {after.code}" if after else "回到总览")


def answer_quickly(house: House, college: str, framework: Framework, told: Told) -> None:
    """The same forms sent one after the other; of the evidence only what must not be missing."""
    writer = begin(house, college)
    for criterion in framework.criteria:
        said = texts(criterion) | {"level": "A"}
        if criterion.code in told.not_applicable:
            said = {"not_applicable": "y", "not_applicable_reason": told.not_applicable[criterion.code]}
        writer.send(f"{house.places[college]}/criteria/{criterion.code}", **said)
    for criterion in framework.criteria:
        for position, need in enumerate(criterion.evidence if criterion.mandatory else ()):
            for count in range(need.min if need.required else 0):
                writer.open(f"{house.places[college]}/criteria/{criterion.code}")
                give(writer, criterion, position, paper(criterion, position, count, college))


def paper(criterion: Criterion, position: int, count: int, of: str = "") -> NamedFile:
    """A real file of a kind the criterion accepts, with a Chinese name, and unlike any other."""
    accepts = criterion.evidence[position].accept
    text = f"{of}{criterion.code}第{position + 1}项第{count + 1}份"
    name = f"{criterion.code} {criterion.title.texts['zh']}（{position + 1}-{count + 1}）"
    if "video" in accepts and count:
        return files.mp4(text, name=f"{name}.mp4")
    if "image" in accepts and "doc" not in accepts:
        return files.jpeg(text, name=f"{name}.jpg")
    if "sheet" in accepts:
        return files.xlsx(text, name=f"{name}.xlsx")
    return files.docx(text, name=f"{name}.docx") if position else files.pdf(text, name=f"{name}.pdf")


def give(writer: Visitor, criterion: Criterion, position: int, file: NamedFile) -> None:
    """One file for one thing the criterion asks for, on the criterion's own page."""
    if "link" in criterion.evidence[position].accept:
        writer.follow("给出链接").fill(url="https://news.example.edu.cn/2026/5/1", outlet="省教育报")
        writer.fill(level="provincial", title=file[0].rpartition(".")[0]).press("添加")
    else:
        writer.fill(file=file, requirement=position).press("上传")


def state_preconditions(house: House, college: str, framework: Framework, told: Told) -> None:
    """Yes to each, or no with what is missing."""
    writer = house[cast.liaison(college)].open(house.places[college]).follow("必备条件")
    for each in framework.preconditions:
        if each.code in told.unmet:
            writer.fill(**{f"met-{each.code}": "no", f"remark-{each.code}": told.unmet[each.code]})
        else:
            writer.fill(**{f"met-{each.code}": "yes"})
    writer.press("保存")


def claim_bonus(house: House, college: str, told: Told) -> None:
    """Each claim with one fact and its proof."""
    writer = house[cast.liaison(college)].open(house.places[college]).follow("加分申请")
    for claim in told.claims:
        fact = {f"{claim.item}-tier": claim.tier, f"{claim.item}-fact": "2026年5月获得，见证书。"}
        writer.fill(**fact).press("申请加分")


def send_for_sign_off(house: House, college: str) -> None:
    """Nothing is left, so the signatory is asked."""
    writer = house[cast.liaison(college)].open(house.places[college]).follow("还差什么")
    assert "什么都不差" in writer.text
    writer.press("送院党委审签")


def return_to_writer(house: House, college: str, remark: str) -> None:
    """The signatory finds something on the one page with everything."""
    signatory = house[cast.signatory(college)].open(f"{house.places[college]}/sign-off")
    signatory.fill(opinion=remark).press("退回联络员")


def sign(house: House, college: str) -> None:
    """The signatory confirms the commitment and hands in."""
    signatory = house[cast.signatory(college)].open(f"{house.places[college]}/sign-off")
    signatory.fill(opinion="同意上报。", committed="y", meeting="学院党委会", meeting_on="2026-10-20")
    signatory.press("同意并提交")


def return_for_correction(house: House, college: str, place: str, remark: str) -> None:
    """The secretariat names one criterion that is not in order."""
    office = house[cast.OFFICE].open(f"{house.places[college]}/format-check")
    office.fill(places=place, **{f"remark-{place}": remark}).press("退回补正")


def correct(house: House, college: str, place: str, text: str) -> None:
    """The college mends the named criterion, and only that one, and hands in again."""
    writer = house[cast.liaison(college)].open(f"{house.places[college]}/criteria/{place}")
    writer.fill(achievement=text).press("保存")
    writer.press("这里已经补正")
    writer.open(f"{house.places[college]}/left").press("提交补正")


def accept(house: House, college: str) -> None:
    house[cast.OFFICE].open(f"{house.places[college]}/format-check").press("受理")


def decide_bonus(house: House, college: str, claims: tuple[Claim, ...]) -> None:
    """Claim by claim: accepted, lowered with a reason, or rejected with a reason."""
    for number, claim in enumerate(claims):
        office = house[cast.OFFICE].open(f"{house.places[college]}/bonus")
        names = [name for name in office.fields() if name.endswith("-state")]
        prefix = names[number].removesuffix("state")
        office.fill(**{f"{prefix}state": claim.decision, f"{prefix}score": claim.granted})
        office.fill(**{f"{prefix}reason": "" if claim.decision == "accepted" else "佐证的级别不符。"})
        office.press("记录认定结果")

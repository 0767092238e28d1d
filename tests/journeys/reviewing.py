"""Peer review: panels, invitations, declarations, and a reviewer's whole opinion on one college.

A score sheet says what a reviewer takes off the full marks, so that its total can be worked out by heart.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from app.domain.framework import Framework
from tests.journeys import cast
from tests.journeys.house import House
from tests.visitor import Visitor


class Sheet(NamedTuple):
    """What one reviewer takes off, criterion by criterion; what does not apply; what is not met."""

    off: Mapping[str, str]
    not_applicable: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()


def form_panel(house: House, code: str, name: str, members: tuple[str, ...], chair: str = "") -> None:
    """A panel of the framework with these members; nobody reads more than six colleges."""
    office = house[cast.OFFICE].open(house.places["campaign"]).follow("评审组").follow("组建评审组")
    office.fill(code=code, name=name, **{office.labelled(member): "y" for member in members})
    if chair:
        office.fill(chair=office.option("chair", chair))
    office.press("保存")


def draw(house: House, seed: str, per_unit: Mapping[str, int]) -> str:
    """The draw looked at, then kept. Says what stood on the page before."""
    office = house[cast.OFFICE].open(house.places["campaign"]).follow("评审分配").follow("抽签分配")
    for name, number in per_unit.items():
        office.fill(**{office.labelled(name): number})
    shown = office.fill(seed=seed).press("先看结果").text
    office.press("采用这次抽签并发出邀请")
    return shown


def ask_by_hand(house: House, college: str, reviewer: str) -> None:
    """One reader more for a college."""
    office = house[cast.OFFICE].open(house.places["campaign"]).follow("评审分配")
    office.fill(seat=office.option("seat", reviewer, near=college)).press("邀请", near=college)


def declare(house: House, reviewer: str, recused: Mapping[str, str] = {}) -> Visitor:
    """The declaration is read and signed; from `recused` colleges the reviewer steps aside."""
    visitor = house[reviewer].open("/reviews").follow("阅读并签署")
    for college, remark in recused.items():
        kind = visitor.labelled("回避情形", near=college)
        visitor.fill(**{kind: "pair_partner", kind.replace("kind-", "remark-"): remark})
    return visitor.fill(name=reviewer).press("签署")


def judge(house: House, reviewer: str, college: str, framework: Framework, sheet: Sheet) -> None:
    """Every criterion, the opinion, findings, preconditions; then handed in. The receipt is on the page."""
    desk = house[reviewer].open("/reviews").follow(college)
    place = desk.path.rpartition("/criteria/")[0]
    for criterion in framework.criteria:
        said: dict[str, object] = {"comment": f"{criterion.code}材料完整，与自评一致。"}
        if criterion.code in sheet.not_applicable:
            said["not_applicable"] = "y"
        else:
            said["score"] = criterion.max_score - Decimal(sheet.off.get(criterion.code, "0"))
        desk.send(f"{place}/criteria/{criterion.code}", **said)
    desk.open(f"{place}/opinion").fill(report="done", report_form="on_site", report_on="2026-11-10")
    desk.fill(site="not_arranged", site_reason="本年度书面评议。", achievements="工作扎实，有特色。")
    desk.press("保存，看汇总")
    write_findings(desk, place, next(iter(sheet.off)))
    desk.open(f"{place}/opinion")
    for each in framework.preconditions:
        met = each.code not in sheet.unmet
        note = "" if met else "没有单列渠道。"
        desk.send(f"{place}/preconditions/{each.code}", confirmed="yes" if met else "no", note=note)
    desk.open(f"{place}/summary").press("确认提交")
    assert desk.path == f"{place}/receipt", desk.text


def write_findings(desk: Visitor, place: str, code: str) -> None:
    """One highlight, and one shortcoming with what is recommended."""
    desk.open(f"{place}/findings?kind=highlight").fill(text="老同志进课堂形成常态。", criterion=code)
    desk.press("保存").open(f"{place}/findings?kind=shortcoming")
    desk.fill(text=f"{code}的记录没有写明落实人和完成时间。", criterion=code, severity="minor")
    desk.fill(recommendation="请补写落实人和完成时间，每季度核对一次。").press("保存")

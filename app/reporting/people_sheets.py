"""The spreadsheets of units, people, posts and members: templates out, filled tables in."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from app.domain.errors import Sentence, sentence
from app.domain.people_import import Fault
from app.domain.text import N_

from .spreadsheets import Column, Sheet, read_table, xlsx_bytes

COLUMNS: Mapping[str, Sequence[Column]] = {
    "units": (
        Column("code", "编号", ("单位编号",), required=True, longest=40),
        Column("name", "名称", ("单位名称", "全称"), required=True, longest=120),
        Column("kind", "类型", required=True, longest=40),
        Column("parent", "上级编号", ("上级单位编号",), longest=40),
        Column("name_en", "英文名称", longest=120),
        Column("valid_from", "启用日期", kind="date"),
        Column("student_count", "学生数", kind="number"),
        Column("phone", "办公电话", ("电话",), longest=40),
    ),
    "people": (
        Column("sign_in_name", "登录名", ("工号",), required=True, longest=120),
        Column("name", "姓名", required=True, longest=120),
        Column("unit", "单位编号", required=True, longest=40),
        Column("roles", "角色"),
        Column("duty", "职务", ("现任职务",), longest=120),
        Column("phone", "电话", ("手机",), longest=40),
        Column("email", "邮箱", longest=120),
        Column("starts_on", "任期起", kind="date"),
        Column("ends_on", "任期止", kind="date"),
    ),
    "committees": (
        Column("unit", "单位编号", required=True, longest=40),
        Column("place", "职务或类别", ("关工委职务", "成员类别"), required=True, longest=40),
        Column("person", "姓名", required=True, longest=120),
        Column("starts_on", "任期起", kind="date", required=True),
        Column("ends_on", "任期止", kind="date"),
        Column("duty", "现任职务", longest=120),
        Column("phone", "电话", ("手机",), longest=40),
        Column("appointment", "任命文件", ("文号",), longest=400),
    ),
}
TITLES = {"units": "单位名单", "people": "人员名单", "committees": "职务和成员名单"}
EXAMPLES: Mapping[str, Sequence[Sequence[str]]] = {
    "units": (("01", "第一学院", "学院", "0", "", "2020-09-01", "1200", "6021"),),
    "people": (
        ("lianluo01", "第一学院联络员", "01", "联络员", "学院团委书记", "6022", "", "2025-09-01", ""),
    ),
    "committees": (
        ("01", "主任", "第一学院关工委主任", "2024-09-01", "", "学院党委书记", "6021", "院党发〔2024〕5号"),
        ("01", "老同志", "第一学院老同志", "2024-09-01", "", "", "", ""),
    ),
}


def template(kind: str) -> bytes:
    """An XLSX to fill in: the header, and one row as an example to write over."""
    header = tuple(
        f"{column.header}（必填）" if column.required else column.header for column in COLUMNS[kind]
    )
    return xlsx_bytes(Sheet(TITLES[kind], header, EXAMPLES[kind]))


def read(kind: str, content: bytes) -> tuple[list[tuple[int, dict[str, Any]]], list[Fault]]:
    """The rows that can be used as plain values, and the faults of cells."""
    table = read_table(content, COLUMNS[kind])
    keys = {column.header: column.key for column in COLUMNS[kind]}
    faults = [Fault(each.row, keys.get(each.column, ""), each.reason) for each in table.problems]
    rows = []
    for row in table.rows:
        values = dict(row.values)
        count = values.get("student_count")
        if isinstance(count, Decimal):
            if count != int(count) or not 0 <= count <= 1_000_000:
                faults.append(Fault(row.number, "student_count", _whole()))
            else:
                values["student_count"] = int(count)  # type: ignore[assignment]
        rows.append((row.number, values))
    bad = {fault.row for fault in faults}
    if not rows and not faults:
        faults.append(Fault(0, "", sentence(N_("There is no row below the header."))))
    return [row for row in rows if row[0] not in bad], faults


def header_of(kind: str, key: str) -> str:
    """The word of a column's header."""
    return next((column.header for column in COLUMNS[kind] if column.key == key), "")


def _whole() -> Sentence:
    return sentence(N_("Please write a whole number, such as 1200."))

"""Who takes part in the journey of the colleges: six of them, eight who review, an office, a board."""

UNIVERSITY = "明德大学关工委"
COLLEGES = (
    "第一学院关工委",
    "第二学院关工委",
    "第三学院关工委",
    "第四学院关工委",
    "第五学院关工委",
    "第六学院关工委",
)
FIRST, SECOND, THIRD, FOURTH, FIFTH, SIXTH = COLLEGES
OFFICE, COLLEAGUE, BOARD, OBSERVER = "校关工委秘书处", "秘书处副秘书长", "领导小组组长", "督导员"
EXAMINERS = ("复核专家甲", "复核专家乙")  # who look again when a college appeals: they read nobody
EXPERTS = ("评审专家甲", "评审专家乙", "评审专家丙", "评审专家丁", "评审专家戊")


def liaison(college: str) -> str:
    """Who fills in for a college; of the first three also who reads other colleges as a peer."""
    return f"{college}联络员"


def signatory(college: str) -> str:
    """Who signs for a college."""
    return f"{college}审签人"


PEERS = tuple(liaison(each) for each in (FIRST, SECOND, THIRD))
READINGS = dict.fromkeys((FIRST, SECOND, THIRD), EXPERTS) | {
    FOURTH: (*EXPERTS, PEERS[0], PEERS[1]),
    FIFTH: (*EXPERTS, PEERS[1], PEERS[2]),
    SIXTH: (*EXPERTS, PEERS[0], PEERS[2]),
}
"""Who reads which college: no two read each other's, and at most two of a college's readers are peers."""
UNIT_ROWS = [(f"0{number}", name, "学院", "0") for number, name in enumerate(COLLEGES, start=1)]
PEOPLE_ROWS = [
    ("office2", COLLEAGUE, "0", "秘书处", "副秘书长"),
    ("board", BOARD, "0", "领导小组", "校党委副书记"),
    ("observer", OBSERVER, "0", "督导", "上级关工委"),
    *((f"examiner{n}", name, "0", "评审专家", "退休教授") for n, name in enumerate(EXAMINERS, start=1)),
    *((f"expert{number}", name, "0", "评审专家", "退休教授") for number, name in enumerate(EXPERTS, start=1)),
    *(
        (f"lianluo{n}", liaison(name), f"0{n}", "联络员", "团委书记")
        for n, name in enumerate(COLLEGES, start=1)
    ),
    *(
        (f"shenqian{n}", signatory(name), f"0{n}", "审签人", "党委书记")
        for n, name in enumerate(COLLEGES, start=1)
    ),
]
"""登录名, 姓名, 单位编号, 角色, 职务."""

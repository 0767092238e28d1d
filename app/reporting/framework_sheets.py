"""The sheets of a workbook of criteria, as a table: what each row and column stands for in the document."""

from dataclasses import dataclass
from typing import Final

EACH: Final = "*"  # in a pattern: every entry of the list before it
SETTINGS: Final = "框架 Framework"
RUBRIC: Final = "评分标准 Levels of criteria"
GUIDE: Final = "说明 Guide"
YES, NO = "是", "否"


@dataclass(frozen=True, slots=True)
class Column:
    """One value of a row. `kind`: text, words (a text in each language), number, flag, list, counts.

    A blank cell leaves the key out, unless `blank` says what it then is: "list" an empty list, "none" null.
    """

    key: str
    kind: str
    label: str
    width: int = 12
    choices: tuple[str, ...] = ()
    blank: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of row. `pattern` leads to its list; `parent` is the column with the code of the entry around.

    `shape` is "entries" (each row a group of values), "words" (each row is its last column) or "named"
    (a group: the first column is the key, the last the value).
    """

    name: str
    pattern: tuple[str, ...]
    columns: tuple[Column, ...]
    parent: Column | None = None
    shape: str = "entries"
    optional: bool = False
    told: str = ""

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """The column of the parent, then the others."""
        return (self.parent, *self.columns) if self.parent else self.columns


CODE = Column("code", "text", "编号 Code", 14)
TITLE = Column("title", "words", "名称 Title", 30)
TEXT = Column("text", "words", "内容 Text", 44)
OF_CRITERION = Column("criterion", "text", "二级指标编号 Criterion", 14)
OF_BONUS = Column("bonus_item", "text", "加分项编号 Bonus item", 14)
METHODS: Final = ("points", "level", "check", "count")

EVIDENCE_COLUMNS: Final = (
    Column("kind", "text", "材料种类 Kind", 14),
    TITLE,
    Column("min", "number", "至少 Minimum", 9),
    Column("max", "number", "至多 Maximum", 9),
    Column("accept", "list", "文件类型 File groups", 18, blank="list"),
    Column("required", "flag", "必须 Required", 9),
    Column("sensitive", "flag", "敏感 Sensitive", 9),
)

SHEETS: Final = (
    Sheet(
        "来源 Sources",
        ("sources",),
        (Column("title", "text", "标题 Title", 44), Column("use", "text", "用途 Use", 60)),
        optional=True,
        told="事实的出处，可不填。Where the facts come from; may stay empty.",
    ),
    Sheet(
        "评审组 Panels",
        ("review", "panels"),
        (CODE, TITLE, Column("weight", "number", "权重 Weight", 10)),
        told="各评审组及其权重，权重之和为1。Panels and their weights, which sum to 1.",
    ),
    Sheet(
        "文件类型 File groups",
        ("accept_groups",),
        (
            Column("code", "text", "组名 Group", 14),
            Column("extensions", "list", "扩展名 Extensions", 50, blank="list"),
        ),
        shape="named",
        told="文件扩展名的分组，link 组的 url 表示网址。Groups of file types; url means a web address.",
    ),
    Sheet(
        "材料种类 Evidence kinds",
        ("evidence_kinds",),
        (Column("code", "text", "代码 Code", 14), Column("name", "words", "名称 Name", 30)),
        shape="named",
        told="佐证材料的种类。The vocabulary of evidence.",
    ),
    Sheet(
        "等级 Levels",
        ("levels",),
        (
            CODE,
            TITLE,
            Column("min_ratio", "number", "起始比例 From ratio", 12),
            Column("default_ratio", "number", "常用比例 Usual ratio", 12),
            TEXT,
        ),
        told="由高到低，最后一级从0起。Highest first; the last begins at 0.",
    ),
    Sheet(
        "必备条件 Preconditions",
        ("preconditions",),
        (
            CODE,
            TITLE,
            TEXT,
            Column("maps_to", "list", "对应指标 Criteria", 16, blank="list"),
            Column("on_fail", "text", "不具备时 If it fails", 20),
        ),
        told="不具备时写 cap_band:等次代码 或 band:等次代码。The effect is cap_band:<band> or band:<band>.",
    ),
    Sheet(
        "一票否决 Vetoes",
        ("vetoes",),
        (CODE, TITLE, TEXT, Column("effect", "text", "后果 Effect", 20)),
        told="后果的写法同上一表。The effect is written as in the sheet before.",
    ),
    Sheet(
        "一级指标 Sections",
        ("sections",),
        (
            CODE,
            TITLE,
            Column("max_score", "number", "满分 Maximum", 10),
            Column("guidance", "words", "说明 Guidance", 44),
        ),
        told="满分等于所属二级指标之和。The maximum is the sum of the section's criteria.",
    ),
    Sheet(
        "二级指标 Criteria",
        ("sections", EACH, "criteria"),
        (
            CODE,
            TITLE,
            Column("max_score", "number", "满分 Maximum", 10),
            Column("method", "text", "评分方式 Method", 12, METHODS),
            Column("mandatory", "flag", "必答 Mandatory", 9),
            Column("unit_score", "number", "每次分值 Unit score", 10),
            Column("guidance", "words", "说明 Guidance", 44),
        ),
        parent=Column("section", "text", "一级指标编号 Section", 14),
        told="编号以一级指标编号加点开头。A code begins with its section's code and a dot.",
    ),
    Sheet(
        "观测点 Look for",
        ("sections", EACH, "criteria", EACH, "look_for"),
        (Column("text", "words", "观测点 Look for", 50),),
        parent=OF_CRITERION,
        shape="words",
        optional=True,
        told="填报人和评审人都看得到，可不填。Shown to filler and reviewer; may stay empty.",
    ),
    Sheet(
        "佐证要求 Evidence",
        ("sections", EACH, "criteria", EACH, "evidence"),
        EVIDENCE_COLUMNS,
        parent=OF_CRITERION,
        told="每行一项要求；多个文件类型用分号隔开。One requirement a row; separate groups by semicolons.",
    ),
    Sheet(
        RUBRIC,
        ("sections", EACH, "criteria", EACH, "levels"),
        (
            Column("code", "text", "等级 Level", 10),
            Column("low", "number", "最低分 Lowest", 10),
            Column("high", "number", "最高分 Highest", 10),
            TEXT,
        ),
        parent=OF_CRITERION,
        told="分数可留空，按等级比例自动计算；内容留空则用等级的通用文字。"
        "Scores may stay empty: they follow from the ratios. Without texts the general ones are shown.",
    ),
    Sheet(
        "加分项 Bonus items",
        ("bonus", "items"),
        (CODE, TITLE, Column("max_score", "number", "最高加分 Maximum", 10)),
        told="最高加分等于最高一档。The maximum is the highest tier.",
    ),
    Sheet(
        "加分档次 Bonus tiers",
        ("bonus", "items", EACH, "tiers"),
        (CODE, TITLE, Column("score", "number", "加分 Score", 10)),
        parent=OF_BONUS,
        told="每个加分项的各档。The tiers of each bonus item.",
    ),
    Sheet(
        "加分佐证 Bonus evidence",
        ("bonus", "items", EACH, "evidence"),
        EVIDENCE_COLUMNS,
        parent=OF_BONUS,
        told="每个加分项要求的佐证。What evidence each bonus item asks for.",
    ),
    Sheet(
        "等次 Grade bands",
        ("grade_bands",),
        (
            CODE,
            TITLE,
            Column("min", "number", "总分起点 From total", 10),
            Column("base_min", "number", "基础分起点 From base", 10),
            Column("quota_ratio", "number", "名额比例 Quota", 10),
            Column("quota_rounding", "text", "名额取整 Rounding", 10, ("floor",)),
            Column("overflow_to", "text", "超额转入 Overflow to", 14),
        ),
        told="由高到低，最后一等从0起。Highest first; the last begins at 0.",
    ),
    Sheet(
        "总体判断 Overall rules",
        ("overall_judgement", "rules"),
        (
            Column("band", "text", "等次 Band", 14),
            Column("min_level", "text", "最低等级 Lowest level", 14),
            Column("at_least", "counts", "至少 At least", 18),
            Column("at_most", "counts", "至多 At most", 18),
        ),
        optional=True,
        told="只用于不计总分的框架；写法 F:7; S:2。Only for profiles without a total; written F:7; S:2.",
    ),
    Sheet(
        "奖项 Awards",
        ("awards",),
        (
            CODE,
            TITLE,
            Column("rule", "words", "条件 Rule", 44),
            Column("band", "text", "等次 Band", 14, blank="none"),
            Column("max_count", "number", "名额 Places", 9),
            Column("needs_decision", "flag", "需表彰决定 Decision", 10),
        ),
        told="等次留空表示另行推荐。Without a band, candidates are recommended otherwise.",
    ),
)


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the first sheet: a single value of the document."""

    path: tuple[str, ...]
    kind: str
    label: str
    choices: tuple[str, ...] = ()
    blank: str = ""


ALL_SETTINGS: Final = (
    Setting(("schema",), "text", "格式 Schema", ("framework/1",)),
    Setting(("code",), "text", "框架代码 Code"),
    Setting(("version",), "text", "版本 Version"),
    Setting(("status",), "text", "状态 Status", ("draft", "published", "retired")),
    Setting(("locales",), "list", "语言 Languages"),
    Setting(("default_locale",), "text", "默认语言 Default language"),
    Setting(("name",), "words", "名称 Name"),
    Setting(("summary",), "words", "用途 Summary"),
    Setting(("unit_label",), "words", "评议对象 What is assessed"),
    Setting(("period_label",), "words", "周期名称 What a period is called"),
    Setting(("scoring", "base_total"), "number", "总分 Total"),
    Setting(("scoring", "step"), "number", "最小计分单位 Score step"),
    Setting(("scoring", "precision"), "number", "平均分小数位 Digits of means"),
    Setting(("scoring", "rounding"), "text", "舍入 Rounding", ("half_up",)),
    Setting(("scoring", "aggregate"), "text", "汇总 Aggregate", ("sum",)),
    Setting(("scoring", "allow_not_applicable"), "flag", "允许不适用 Not applicable allowed"),
    Setting(("scoring", "na_rule"), "text", "不适用的处理 Rule for N/A", ("rescale_parent",)),
    Setting(("scoring", "show_total"), "flag", "显示总分 Show the total"),
    Setting(("scoring", "show_profile"), "flag", "显示剖面 Show the profile"),
    Setting(("review", "self_score_weight"), "number", "自评分权重 Weight of the self-score"),
    Setting(("review", "min_reviewers"), "number", "最少评审人数 Fewest reviewers"),
    Setting(("review", "recommended_reviewers"), "number", "建议评审人数 Advised reviewers"),
    Setting(("review", "trim", "method"), "text", "去最高最低 Trimming", ("none", "drop_high_low")),
    Setting(("review", "trim", "min_reviewers"), "number", "去分所需人数 Reviewers for trimming"),
    Setting(("review", "outlier_gap_ratio"), "number", "离群比例 Outlier ratio"),
    Setting(("review", "consensus_required"), "flag", "须合议一致 Consensus required"),
    Setting(("live_session", "enabled"), "flag", "现场汇报 Live session"),
    Setting(("live_session", "report_minutes"), "number", "汇报分钟 Minutes"),
    Setting(("live_session", "comment"), "words", "汇报说明 Comment"),
    Setting(("live_session", "written_only_allowed"), "flag", "允许书面 Written only allowed"),
    Setting(("report_fields",), "list", "文字栏目 Report fields"),
    Setting(("level_set", "code"), "text", "等级组代码 Level set"),
    Setting(("section_floor", "min_ratio"), "number", "单项底线比例 Section floor"),
    Setting(("section_floor", "on_fail"), "text", "未达底线 If below the floor"),
    Setting(("section_floor", "text"), "words", "底线说明 Floor in words"),
    Setting(("bonus", "cap"), "number", "加分上限 Bonus cap"),
    Setting(("bonus", "rule"), "words", "加分规则 Bonus rule"),
    Setting(("overall_judgement", "method"), "text", "总体判断 Overall judgement", ("profile",)),
    Setting(("overall_judgement", "section_level"), "text", "单项等级 Section level", ("by_ratio",)),
    Setting(("ranking", "basis"), "text", "排序依据 Ranking", ("total_with_bonus", "base_total", "none")),
    Setting(("ranking", "tie_breakers"), "list", "同分依次比较 Tie-breakers", blank="list"),
    Setting(("follow_up", "bands"), "list", "后续跟进等次 Follow-up bands"),
    Setting(("follow_up", "action"), "words", "跟进措施 Follow-up action"),
)

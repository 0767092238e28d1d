"""One row of each document, filled as a campaign would fill it: what the tests print and look at."""

from datetime import UTC, date, datetime
from decimal import Decimal

from app.domain.locale_text import LocaleText
from app.reporting.documents.account import SignInSlip, SignInSlips
from app.reporting.documents.campaign import Notice, StageLine
from app.reporting.documents.certificate import Certificate
from app.reporting.documents.decision import Decision, Honours, PublicNotice
from app.reporting.documents.feedback import (
    FeedbackLetter,
    FeedbackReceipt,
    Highlight,
    Recommendation,
    SectionFigures,
    Shortcoming,
)
from app.reporting.documents.paper import Paper
from app.reporting.documents.rectification import RectificationList, RectificationRow, RectificationSummary
from app.reporting.documents.result import ResultRow, ResultSummary
from app.reporting.documents.review import JudgementPart, OpinionShortcoming, ReviewOpinion, ReviewReceipt
from app.reporting.documents.submission import (
    AnswerPart,
    BonusLine,
    CriterionSheet,
    CriterionSheets,
    EvidenceLine,
    EvidenceList,
    Post,
    PreconditionLine,
    ProvenSeal,
    SealLine,
    SealProof,
    SectionPart,
    SelfEvaluationReport,
    SignOff,
    UnitPart,
)
from app.reporting.documents.unit import HandOver, OpenTask

AT = datetime(2025, 11, 5, 2, 32, tzinfo=UTC)
ISSUER = "明德大学关心下一代工作委员会"
CAMPAIGN = "2025年度二级学院关工委优质化建设网上评议"
FORM = {"generated_at": AT, "unit": "明德大学第三学院关工委", "campaign": CAMPAIGN, "version": "3"}
VERIFY_AT = "https://pingyi.example/verify/7K2M4QX9BDFGHJLNPRTVWYZ236"


def both(zh: str, en: str = "") -> LocaleText:
    return LocaleText({"zh": zh, "en": en})


certificate = Certificate(
    generated_at=AT,
    kind="unit",
    recipient=both(
        "明德大学第三学院关心下一代工作委员会",
        "Committee for the Care of the Next Generation, Third College, Mingde University",
    ),
    campaign=both(CAMPAIGN, "the 2025 online evaluation of college committees"),
    year=2025,
    award=both("二级关工委优质化建设示范单位", "Model College Committee"),
    issuers=(both(ISSUER, "Committee for the Care of the Next Generation, Mingde University"),),
    issued_on=date(2025, 12, 15),
    number="关评〔2025〕优字第003号",
    serial="AC-2025-000003-91",
    verify_at=VERIFY_AT,
)

letter = FeedbackLetter(
    generated_at=AT,
    issuer=ISSUER,
    number="关评反〔2025〕07号",
    unit="第三学院关工委",
    short_unit="第三学院关工委",
    campaign="2025年度优质化建设",
    year=2025,
    notice="校关工委〔2025〕3号通知",
    reviewed_from=date(2025, 11, 8),
    reviewed_to=date(2025, 11, 22),
    visited_on=date(2025, 11, 18),
    total=Decimal("94.56"),
    base=Decimal("90.56"),
    bonus=Decimal("4.00"),
    grade="优秀",
    impression="你院党委重视，老同志参与面广，进课堂和结对帮扶做得扎实，材料真实、清楚。",
    highlights=(
        Highlight(text="把“老同志进课堂”列入人才培养方案，排入三门课程。", criteria=("1.2", "6.2")),
        Highlight(text="青年教师委员与老同志结对备课，队伍接得上", criteria=("2.3",)),
    ),
    shortcomings=(
        Shortcoming(text="谈心帮扶记录只到6月，下半年未见", criteria=("6.4",), severity="较重"),
        Shortcoming(text="个别议定事项未写明落实人和完成时间", criteria=("1.2",), severity="一般"),
    ),
    recommendations=(
        Recommendation(
            text="补齐下半年帮扶台账，按月登记，注意保护学生隐私", shortcoming=1, until=date(2026, 1, 15)
        ),
        Recommendation(
            text="会议纪要增设“上次议定事项办理情况”一栏", shortcoming=2, until=date(2025, 12, 31)
        ),
    ),
    sign_until=date(2025, 11, 28),
    dispute_until=date(2025, 12, 3),
    plan_until=date(2025, 12, 12),
    dated=date(2025, 11, 26),
    sections=(
        SectionFigures(
            title="1 党委重视与党建带关建",
            full=Decimal(14),
            own=Decimal("12.79"),
            median=Decimal("12.2"),
            highest=Decimal("13.4"),
        ),
        SectionFigures(
            title="2 领导班子与工作队伍",
            full=Decimal(16),
            own=Decimal("14.69"),
            median=Decimal("14"),
            highest=Decimal("15.3"),
        ),
        SectionFigures(
            title="3 办事机构与条件保障",
            full=Decimal(12),
            own=Decimal("10.96"),
            median=Decimal("10.4"),
            highest=Decimal("11.5"),
        ),
        SectionFigures(
            title="4 制度机制",
            full=Decimal(14),
            own=Decimal("12.25"),
            median=Decimal("12.6"),
            highest=Decimal("13.3"),
        ),
        SectionFigures(
            title="5 协同融入",
            full=Decimal(12),
            own=Decimal("10.97"),
            median=Decimal("10.3"),
            highest=Decimal("11.6"),
        ),
        SectionFigures(
            title="6 贴近学生的育人工作",
            full=Decimal(18),
            own=Decimal("16.05"),
            median=Decimal("15.2"),
            highest=Decimal("17.1"),
        ),
        SectionFigures(
            title="7 特色品牌与宣传",
            full=Decimal(8),
            own=Decimal("7.49"),
            median=Decimal("6.8"),
            highest=Decimal("7.7"),
        ),
        SectionFigures(
            title="8 育人成效与持续改进",
            full=Decimal(6),
            own=Decimal("5.36"),
            median=Decimal("5"),
            highest=Decimal("5.6"),
        ),
    ),
)

feedback_receipt = FeedbackReceipt(
    **FORM,
    number="关评反〔2025〕07号",
    signed_by="第三学院联络员",
    post="联络员",
    signed_at=AT,
    disputes=(("4.4 档案管理", "第四季度材料已于11月20日归档，目录见4.4-02。"),),
)

EVIDENCE = (
    EvidenceLine(
        number="1.2-01",
        title="党委会议纪要（研究关工委工作）.pdf",
        kind="会议纪要",
        event_date=date(2025, 3, 12),
        criteria=("1.2", "4.1"),
        extent="6页",
        visibility="评审可见",
        added="第三学院联络员 10月12日",
        digest="9f2c71d4",
    ),
    EvidenceLine(
        number="6.2-03",
        title="老同志进课堂现场照片.jpg",
        kind="照片",
        event_date=date(2025, 5, 20),
        criteria=("6.2",),
        extent="2.4 MB",
        visibility="公开",
        digest="0ab41c7e",
        version="v2",
        remark="替换：更清楚的一张",
    ),
    EvidenceLine(
        number="6.4-01",
        title="困难学生帮扶台账",
        kind="现场备查",
        criteria=("6.4",),
        visibility="仅秘书处",
        remark="存放：学院关工委办公室",
    ),
)

ANSWERS = (
    AnswerPart(
        code="1.1",
        title="纳入党委工作",
        full=Decimal(6),
        level="A 好",
        score=Decimal("5.5"),
        achievement="学院党委每学期专题研究关工委工作一次，2025年3月12日会议议定五项任务，逐项有落实人。\n党委书记每季度听取一次汇报。",
        problems="第二次专题会议比计划晚了两周，原因是与学位评估时间冲突。",
        improvement="把专题会议写入学院学期工作日历，由办公室提前两周提醒。",
        evidence=("1.2-01",),
    ),
    AnswerPart(
        code="1.2",
        title="党建带关建",
        full=Decimal(8),
        level="B 较好",
        score=Decimal("6.5"),
        achievement="教工党支部与老同志结对7对，覆盖全部本科专业。",
        problems="结对活动记录不够规范，个别支部只有照片没有记录。",
        improvement="统一记录表，每月由秘书长检查一次。",
        evidence=("1.2-01", "6.2-03"),
    ),
    AnswerPart(code="1.3", title="校区协同", full=Decimal(4), not_applicable="本院只有一个校区。"),
)

report = SelfEvaluationReport(
    **FORM,
    framework="二级学院关工委优质化建设评议指标（2025版）",
    unit_part=UnitPart(
        posts=(
            Post(post="主任", name="（党委书记兼任）", position="学院党委书记", phone="8001"),
            Post(post="常务副主任", name="（退休教授）", position="原学院院长", phone="8002"),
            Post(post="联络员", name="（团委书记兼任）", position="学院团委书记", phone="8003"),
        ),
        members=(("老同志", 12), ("在职", 6), ("青年教师", 8), ("学生委员", 5)),
        facts=(("学生数", "2,316"), ("上轮等次", "良好")),
    ),
    chapters=(
        ("基本情况", "学院关工委成立于2008年，现有成员31人，下设三个工作组。"),
        (
            "存在问题与原因",
            "一是帮扶记录不够连续，主要原因是没有专人登记。\n二是宣传多、总结少，案例提炼不够。",
        ),
    ),
    sections=(SectionPart(number="1", title="党委重视与党建带关建", answers=ANSWERS),),
    preconditions=(
        PreconditionLine(code="P1", text="有领导机构", met=True, remark="见1.2-01"),
        PreconditionLine(code="P2", text="有工作经费", met=False, remark="2026年列入预算"),
        PreconditionLine(code="P3", text="有活动场所", met=None),
    ),
    bonus=(
        BonusLine(text="省级优秀案例", claimed=Decimal(3), decided=Decimal(2), remark="按省级二等奖认定"),
        BonusLine(text="市级表彰", claimed=Decimal(2)),
    ),
    evidence=EVIDENCE,
    self_total=Decimal("92.50"),
    full_total=Decimal(100),
    words=1862,
)

evidence_list = EvidenceList(**FORM, evidence=EVIDENCE)

SEAL = SealLine(ordinal=1, sealed_at=AT, pieces=37, root="9f86d081884c7d65" * 4)

sign_off = SignOff(
    **FORM,
    self_total=Decimal("92.50"),
    full_total=Decimal(100),
    sections=(
        ("1 党委重视与党建带关建", Decimal("13"), Decimal(14)),
        ("2 领导班子与工作队伍", Decimal("14.5"), Decimal(16)),
        ("3 办事机构与条件保障", Decimal("11.5"), Decimal(12)),
        ("4 制度机制", Decimal("12"), Decimal(14)),
        ("5 协同融入", Decimal("11"), Decimal(12)),
        ("6 贴近学生的育人工作", Decimal("16"), Decimal(18)),
        ("7 特色品牌与宣传", Decimal("8"), Decimal(8)),
        ("8 育人成效与持续改进", Decimal("6.5"), Decimal(6)),
    ),
    gaps=(("6.4 谈心帮扶", Decimal("3"), Decimal(5)), ("4.4 档案管理", Decimal("2.5"), Decimal(4))),
    risks=("必备条件“有工作经费”填写为“否”，等次最高为合格。", "指标6.4没有佐证材料。"),
    preconditions_met=4,
    preconditions_asked=5,
    evidence_count=37,
    commitment="我已阅读本院自评材料，确认所填内容和佐证材料真实、准确，不含涉密内容；如有不实，愿意承担责任。",
    approved=True,
    opinion="同意上报。请联络员在11月10日前补充6.4的佐证。",
    signatory="第三学院党委书记",
    signed_at=AT,
    meeting="学院党委会",
    meeting_on=date(2025, 11, 3),
    seals=(SEAL,),
)

seal_proof = SealProof(
    **FORM,
    proven=(
        ProvenSeal(
            seal=SEAL,
            files=33,
            faults=("2.1-03 纪要.pdf：文件缺失。",),
            changes=("1.1-77：标题不同。",),
        ),
    ),
)

sheets = CriterionSheets(
    **FORM,
    address="https://pingyi.example/phone",
    sheets=(
        CriterionSheet(
            number="6.4",
            section="6 贴近学生的育人工作",
            title="谈心帮扶",
            full=Decimal(5),
            guidance="看老同志与学生结对、谈心帮扶是否经常。",
            look_for=("结对名单", "谈心记录"),
            levels=(("A 优秀", "4.5–5", "全年有记录，覆盖困难学生"), ("D 不合格", "0–2.9", "没有记录")),
            evidence=("至少1份谈心记录", "照片"),
            questions=("达成情况",),
            code="7K2M-99QF-0ABC-XYZ1",
        ),
        CriterionSheet(
            number="7.1",
            section="7 特色品牌与宣传",
            title="特色品牌",
            full=Decimal(4),
            guidance="",
            look_for=(),
            levels=(),
            evidence=(),
            questions=(),
            code="0000-99QF-0ABC-XYZ1",
        ),
    ),
)

opinion = ReviewOpinion(
    **FORM,
    reviewer="专家2",
    heard="是，线上，2025年11月10日",
    steps=(
        ("听汇报", "已完成"),
        ("审材料", "已完成"),
        ("验实地", "不安排：材料已能说明"),
        ("找亮点", "已完成"),
        ("查不足", "已完成"),
        ("书面反馈", "由组长完成"),
    ),
    judgements=(
        JudgementPart(
            code="1.1",
            title="纳入党委工作",
            full=Decimal(6),
            level="A 好",
            score=Decimal("5.5"),
            self_score=Decimal("5.5"),
            comment="会议研究有记录、有落实，做得实。",
            marks=(("1.2-01", "认可", ""),),
        ),
        JudgementPart(
            code="6.4",
            title="谈心帮扶",
            full=Decimal(5),
            level="C 一般",
            score=Decimal("2.5"),
            self_score=Decimal("4"),
            comment="台账只到6月，下半年没有见到。",
            marks=(("6.4-01", "存疑", "第3页起没有日期"),),
        ),
    ),
    total=Decimal("88.5"),
    full_total=Decimal(100),
    highlights=("“老同志进课堂”排入课表，坚持了三年。",),
    shortcomings=(
        OpinionShortcoming(
            text="谈心帮扶记录不连续",
            criterion="6.4 谈心帮扶",
            severity="较重",
            recommendation="按月登记，由秘书长每月检查一次。",
        ),
    ),
    preconditions=(("有领导机构", "确认"), ("有工作经费", "未确认：2026年才列入预算")),
    grade="良好",
    visit=False,
    recommended="老同志进课堂",
    submitted_at=AT,
)

review_receipt = ReviewReceipt(
    **FORM,
    reviewer="专家2",
    submitted_at=AT,
    judged=28,
    total=Decimal("88.5"),
    full_total=Decimal(100),
    highlights=2,
    shortcomings=3,
    withdraw_until=datetime(2025, 11, 6, 2, 32, tzinfo=UTC),
    digest="9F2C-71D4-03AB-5E77",
    contact="秘书处 校内8012",
)

summary = ResultSummary(
    **FORM | {"unit": ISSUER},
    panels=("专家组", "互评组"),
    rows=(
        ResultRow(
            rank=1,
            unit="第三学院关工委",
            panels=((Decimal("91.20"), Decimal("90.70")), (Decimal("89.28"), Decimal("89.28"))),
            base=Decimal("90.56"),
            bonus=Decimal(4),
            total=Decimal("94.56"),
            grade="优秀",
        ),
        ResultRow(
            rank=2,
            unit="第七学院关工委",
            panels=((Decimal("90.10"), Decimal("90.00")), (Decimal("90.40"), Decimal("90.40"))),
            base=Decimal("90.20"),
            bonus=Decimal(2),
            total=Decimal("92.20"),
            grade="良好",
            remark="因名额限制",
        ),
        ResultRow(
            rank=3,
            unit="第一学院关工委",
            panels=((Decimal("85.00"), Decimal("84.20")), (Decimal("86.00"), Decimal("86.00"))),
            base=Decimal("85.33"),
            bonus=Decimal(0),
            total=Decimal("85.33"),
            triggered="缺“有工作经费”",
            grade="合格",
            remark="等次封顶",
        ),
        ResultRow(
            rank=None,
            unit="第九学院关工委",
            panels=((None, None), (None, None)),
            base=None,
            bonus=None,
            total=None,
            grade="免评",
            remark="新成立不足六个月",
        ),
    ),
    notes=(
        "专家组权重0.67，互评组权重0.33；评审人不少于5人时去掉一个最高分和一个最低分。",
        "优秀名额为12个单位的30%，取整为3个。",
    ),
)

ROWS = (
    RectificationRow(
        number="03-1",
        shortcoming="谈心帮扶记录只到6月，下半年未见",
        criterion="6.4",
        severity="较重",
        cause="没有专人登记。",
        aim="记录完整、按月可查。",
        measure="补齐台账；指定学生委员按月登记。",
        leader="常务副主任",
        owner="联络员",
        time_limit="限期",
        due=date(2026, 1, 15),
        expected="2026年起按月可查",
        progress=((date(2025, 12, 20), "已补齐7—11月记录。"), (date(2026, 1, 5), "12月记录已登记。")),
        evidence=("6.4-05",),
        state="已销号",
        verified_by="专家2",
        verdict="销号",
        closed_on=date(2026, 1, 9),
    ),
    RectificationRow(
        number="03-2",
        shortcoming="个别议定事项未写明落实人",
        criterion="1.2",
        severity="一般",
        cause="会议纪要没有这一栏。",
        aim="每项有人负责。",
        measure="增设“办理情况”一栏。",
        leader="主任",
        owner="秘书长",
        time_limit="立行立改",
        due=date(2025, 12, 31),
        state="整改中",
    ),
)
rectification_list = RectificationList(**FORM, rows=ROWS)
rectification_summary = RectificationSummary(
    **FORM,
    to_do=2,
    done=1,
    continuing=1,
    overview="应整改2项，已完成1项，持续推进1项。",
    rows=ROWS,
    lasting="建立帮扶台账月检查制度。",
    remaining="会议纪要新格式将于2026年春季学期起使用。",
    signatory="第三学院党委书记",
    signed_on=date(2026, 3, 1),
)

notice = Notice(
    generated_at=AT,
    issuer=ISSUER,
    number="校关工委〔2025〕3号",
    title="关于开展2025年度二级学院关工委优质化建设网上评议的通知",
    addressee="各二级学院关工委",
    grounds="为推动二级学院关工委优质化建设，减轻基层负担，经校关工委研究，决定开展2025年度网上评议。现将有关事项通知如下。",
    units="全校12个二级学院关工委。",
    framework="二级学院关工委优质化建设评议指标（2025版）",
    framework_summary="共8个一级指标、28个二级指标，满分100分，加分不超过10分。",
    stages=(
        StageLine(
            stage="自评自纠", begins=date(2025, 10, 10), ends=date(2025, 11, 5), remark="建议10月29日前完成"
        ),
        StageLine(stage="同行评议", begins=date(2025, 11, 8), ends=date(2025, 11, 22)),
        StageLine(stage="结果反馈", begins=date(2025, 11, 23), ends=date(2025, 12, 15)),
        StageLine(stage="整改总结", begins=date(2025, 12, 16), ends=date(2026, 3, 16)),
    ),
    panels=(("第一评审组", "第一至第六学院"), ("第二评审组", "第七至第十二学院")),
    requirements="佐证材料少而精，每项不超过5份；系统中已有的，不再要求报送纸质材料。\n涉及学生个人信息的，请先脱敏；涉密材料一律不得上传。",
    use_of_results="评议结果作为评先评优的参考。",
    contact="秘书处值班老师",
    phone="8012",
    attachments=("评议指标全文", "日程表"),
    dated=date(2025, 10, 9),
)

HONOURS = (
    Honours(title="二级关工委优质化建设示范单位", recipients=("第三学院关工委", "第七学院关工委")),
    Honours(
        title="关心下一代工作先进集体", recipients=("第一学院关工委", "第五学院关工委", "第十一学院关工委")
    ),
)
public_notice = PublicNotice(
    generated_at=AT,
    issuer=ISSUER,
    number="关评公〔2025〕1号",
    campaign=CAMPAIGN,
    grounds="根据校关工委〔2025〕3号通知，经评议和考评领导小组审议，现将拟定结果公示如下。",
    honours=HONOURS,
    begins=date(2025, 12, 1),
    ends=date(2025, 12, 5),
    working_days=5,
    office="校关工委秘书处",
    phone="8012",
    mail="ggw@mingde.example",
    address="行政楼205室",
    dated=date(2025, 12, 1),
)
decision = Decision(
    generated_at=AT,
    issuer=ISSUER,
    number="校关工委〔2025〕9号",
    campaign=CAMPAIGN,
    addressee="各二级学院关工委",
    meeting="考评领导小组第四次会议",
    met_on=date(2025, 12, 10),
    honours=HONOURS,
    expectation="希望受表彰的单位珍惜荣誉、再接再厉。各二级学院关工委要以先进为榜样，扎实做好整改。",
    dated=date(2025, 12, 15),
)

hand_over = HandOver(
    **FORM,
    role="联络员",
    from_person="原联络员",
    to_person="新任联络员",
    effective=date(2025, 10, 20),
    tasks=(
        OpenTask(task="填写指标4.1—4.4", state="草稿", due=date(2025, 11, 5)),
        OpenTask(task="上传6.4帮扶台账", state="未开始", due=date(2025, 11, 5)),
    ),
    remark="佐证原件在学院办公室文件柜第二层。",
    confirmed_from=AT,
)

slips = SignInSlips(
    generated_at=AT,
    slips=tuple(
        SignInSlip(
            unit=f"明德大学第{name}学院关工委",
            role="联络员",
            account=f"xy{index:02}",
            code=code,
            person="",
            valid_until=datetime(2025, 11, 8, 2, 32, tzinfo=UTC),
            sign_in_at="https://pingyi.example/sign-in",
            phone="校内8012",
        )
        for index, (name, code) in enumerate(
            zip(
                "一二三四五六",
                ("K7MX2QPD", "H4TR9WEA", "B3NC8YUF", "J6GV5SZK", "D2PM7XQH", "W9RE4TAN"),
                strict=True,
            ),
            1,
        )
    ),
)

DOCUMENTS: dict[str, Paper] = {
    "certificate": certificate,
    "feedback_letter": letter,
    "feedback_receipt": feedback_receipt,
    "self_evaluation": report,
    "evidence_list": evidence_list,
    "sign_off": sign_off,
    "seal_proof": seal_proof,
    "criterion_sheets": sheets,
    "review_opinion": opinion,
    "review_receipt": review_receipt,
    "result_summary": summary,
    "rectification_list": rectification_list,
    "rectification_summary": rectification_summary,
    "notice": notice,
    "public_notice": public_notice,
    "decision": decision,
    "hand_over": hand_over,
    "sign_in_slips": slips,
}

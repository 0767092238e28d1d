"""Documents: what goes in can be read in the PDF, and nothing else gets in."""

import dataclasses
import re
import shutil
import subprocess
import zlib
from datetime import date
from functools import partial
from pathlib import Path

import page
import pytest
from PIL import ImageFile
from pydyf import PDF, Stream

from app.domain.locale_text import LocaleText
from app.reporting.documents import check_code, pdf, rendering, translator
from app.reporting.documents.paper import Paper
from app.reporting.documents.wording import APP, catalogue
from tests.reporting import samples
from tests.reporting.samples import both

NAMES = sorted(samples.DOCUMENTS)
replace = dataclasses.replace


def tool(name: str, printed: bytes, tmp_path: Path, *options: str) -> str:
    """What one of poppler's tools says of a PDF."""
    path = tmp_path / "printed.pdf"
    path.write_bytes(printed)
    command = shutil.which(name)
    assert command, f"{name} is missing: install poppler-utils"
    output = ["-"] if name == "pdftotext" else []
    return subprocess.run(
        [command, *options, str(path), *output], capture_output=True, check=True, text=True
    ).stdout


def words(printed: bytes, tmp_path: Path) -> str:
    """The text of a PDF without its line breaks and spaces."""
    return "".join(tool("pdftotext", printed, tmp_path, "-raw").split())


def opened(printed: bytes) -> bytes:
    """A PDF with its compressed streams laid open, so that nothing hides in them."""
    streams = []
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", printed, re.DOTALL):
        try:
            streams.append(zlib.decompressobj().decompress(packed))
        except zlib.error:
            streams.append(packed)
    return printed + b"\n".join(streams)


def texts_of(row: object) -> list[str]:
    """Every text in a row, also in the rows inside it."""
    if dataclasses.is_dataclass(row) and not isinstance(row, LocaleText):
        return [text for field in dataclasses.fields(row) for text in texts_of(getattr(row, field.name))]
    if isinstance(row, LocaleText):
        return list(row.texts.values())
    if isinstance(row, tuple):
        return [text for part in row for text in texts_of(part)]
    return [row] if isinstance(row, str) else []


class Printed(dict[str, bytes]):
    """Each document, printed when a test first asks for it: several workers share this module."""

    def __missing__(self, name: str) -> bytes:
        self[name] = pdf(samples.DOCUMENTS[name])
        return self[name]


@pytest.fixture(scope="module")
def printed() -> Printed:
    return Printed()


@pytest.mark.parametrize(
    "name", [name for name in NAMES if name not in ("certificate", "sign_in_slips", "rectification_summary")]
)
def test_every_text_of_a_row_can_be_read_in_its_document(name, printed, tmp_path):
    read = words(printed[name], tmp_path)
    row = replace(samples.DOCUMENTS[name], language="", watermark="")
    said = ["".join(line.split()) for text in texts_of(row) for line in text.splitlines()]
    missing = [line for line in said if line.rstrip("。") not in read]
    assert missing == []


def test_the_rectification_summary_tells_what_was_done_and_what_is_left(printed, tmp_path):
    read = words(printed["rectification_summary"], tmp_path)
    parts = (
        "应整改2已完成（销号）1持续推进1",
        "03-1谈心帮扶记录只到6月，下半年未见已销号整改措施补齐台账；指定学生委员按月登记。",
        "2025年12月20日已补齐7—11月记录。2026年1月5日12月记录已登记。6.4-05核验结论销号2026年1月9日",
        "长效机制建立帮扶台账月检查制度。",
        "审签人：第三学院党委书记2026年3月1日",
    )
    assert [part for part in parts if part not in read] == []


def test_a_slip_carries_account_code_address_and_end(printed, tmp_path):
    read = words(printed["sign_in_slips"], tmp_path)
    slip = (
        "明德大学第一学院关工委·联络员账号xy01一次性登录码K7MX2QPD"
        "请扫右上角的码，或在浏览器中打开pingyi.example/sign-in，输入账号和登录码。"
        "2025年11月8日10:32前有效，只能用一次。请勿转交他人。如果登录不上，请打电话：校内8012。"
    )
    assert slip in read


@pytest.mark.parametrize("name", NAMES)
def test_a_document_has_the_pages_it_should(name, printed):
    expected = {"feedback_letter": 3, "notice": 2, "review_opinion": 2, "self_evaluation": 3}
    expected |= {"rectification_summary": 2, "sign_in_slips": 2, "criterion_sheets": 2}
    assert page.validate_pdf_bytes(printed[name], profile="ua1").document.page_count == expected.get(name, 1)


@pytest.mark.parametrize("name", NAMES)
def test_a_document_conforms_to_its_standard(name, printed):
    profile = "3b" if samples.DOCUMENTS[name].archival else "ua1"
    report = page.validate_pdf_bytes(printed[name], profile=profile)
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []


def test_only_the_certificate_is_kept_for_good():
    assert [name for name in NAMES if samples.DOCUMENTS[name].archival] == ["certificate"]


@pytest.mark.parametrize("name", NAMES)
def test_every_font_is_embedded_and_is_noto(name, printed, tmp_path):
    rows = [line.split() for line in tool("pdffonts", printed[name], tmp_path).splitlines()[2:]]
    assert rows
    assert {("Noto" in row[0], row[-5]) for row in rows} == {(True, "yes")}


@pytest.mark.parametrize("name", NAMES)
def test_a_document_says_its_title_and_language(name, printed, tmp_path):
    title = next(
        line.removeprefix("Title:").strip()
        for line in tool("pdfinfo", printed[name], tmp_path).splitlines()
        if line.startswith("Title:")
    )
    assert len(title) >= 3
    assert (b"/Lang (zh-CN)" in opened(printed[name]), b"/Lang (en)" in opened(printed[name])) == (
        True,
        False,
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_document_is_complete_in_english(name, tmp_path):
    english = pdf(replace(samples.DOCUMENTS[name], language="en"))
    own = set("".join(texts_of(samples.DOCUMENTS[name])))
    chinese = {letter for letter in words(english, tmp_path) if "\u4e00" <= letter <= "\u9fff"}
    assert chinese - own == set()


def test_chinese_within_an_english_document_says_so_and_keeps_its_marks():
    said = rendering.page(
        replace(samples.public_notice, language="en", grounds="按（通知），公示3天 in 2025")
    )
    assert '<span lang="zh-CN">按（通知），公示</span>3<span lang="zh-CN">天</span> in 2025' in said
    assert '<span lang="zh-CN">' not in rendering.page(samples.public_notice)


def test_no_stream_ends_in_doubt(monkeypatch):
    """One compressed stream in 256 ends in a carriage return, and validators then measure it wrongly."""
    texts = (f"<title>x</title><p>{number}" for number in range(10_000))
    once = partial(rendering._print, attempt=0, archival=True)
    in_doubt = next(html for html in texts if rendering.ENDS_IN_DOUBT in once(html))
    monkeypatch.setattr(rendering, "page", lambda document: in_doubt)
    report = page.validate_pdf_bytes(pdf(samples.certificate), profile="3b")
    assert rendering.ENDS_IN_DOUBT not in pdf(samples.certificate)
    assert [failure.rule_id for failure in report.failures] == []


def test_a_stream_in_doubt_is_lengthened_and_others_are_left_alone():
    texts = (b"q " * number for number in range(1, 300))
    doubtful = next(
        stream
        for stream in (Stream([text], compress=True) for text in texts)
        if stream.data.endswith(rendering.ENDS_IN_DOUBT)
    )
    sound = Stream([b"0 0 m"], compress=True)
    before, printed = sound.data, PDF()
    printed.add_object(doubtful)
    printed.add_object(sound)
    rendering._finish(1, None, printed)
    assert not doubtful.data.endswith(rendering.ENDS_IN_DOUBT)
    assert sound.data == before


@pytest.mark.parametrize("name", NAMES)
def test_the_same_row_gives_the_same_bytes(name, printed):
    assert pdf(samples.DOCUMENTS[name]) == printed[name]


def test_the_foot_says_unit_campaign_version_pages_time_and_check_code(printed, tmp_path):
    read = words(printed["self_evaluation"], tmp_path)
    foot = (
        "明德大学第三学院关工委·2025年度二级学院关工委优质化建设网上评议",
        "版本3",
        "生成时间2025年11月5日10:32",
        f"校验码{check_code(samples.report)}",
        "第1页，共3页",
        "第3页，共3页",
    )
    assert [line for line in foot if line not in read] == []


def test_the_check_code_follows_the_rows_and_not_the_hour():
    later = replace(samples.report, generated_at=samples.AT.replace(hour=9), watermark="预览稿")
    changed = replace(samples.report, words=1863)
    assert check_code(later) == check_code(samples.report) != check_code(changed)


def test_a_preview_says_so_on_each_page_and_a_final_print_does_not(tmp_path):
    preview = pdf(replace(samples.report, watermark="预览稿"))
    assert tool("pdftotext", preview, tmp_path, "-raw", "-f", "2", "-l", "2").count("预览稿") == 2
    assert "预览稿" not in words(pdf(samples.report), tmp_path)


class TestCertificate:
    def read(self, tmp_path: Path, **changes: object) -> str:
        return words(pdf(replace(samples.certificate, **changes)), tmp_path)

    def test_of_a_unit(self, tmp_path):
        assert self.read(tmp_path) == (
            "荣誉证书明德大学第三学院关心下一代工作委员会："
            "在2025年度二级学院关工委优质化建设网上评议中成绩突出，被评为“二级关工委优质化建设示范单位”。"
            "特发此证，以资鼓励。"
            "证书编号：关评〔2025〕优字第003号查询序号：AC-2025-000003-91扫码查询真伪，或在浏览器中打开："
            "pingyi.example/verify/7K2M4QX9BDFGHJLNPRTVWYZ236"
            "明德大学关心下一代工作委员会二〇二五年十二月十五日"
        )

    def test_of_a_person_with_the_form_of_address_chosen(self, tmp_path):
        read = self.read(
            tmp_path,
            kind="person",
            recipient=both("买买提·阿不都"),
            address_as=both("教授"),
            field_of_work=both("关心下一代工作"),
            award=both("先进工作者"),
        )
        assert "买买提·阿不都教授：在2025年度关心下一代工作中尽职奉献、成绩显著，被评为“先进工作者”。" in read

    def test_of_participation(self, tmp_path):
        read = self.read(tmp_path, kind="participation", award=None)
        assert (
            "已按规定完成2025年度二级学院关工委优质化建设网上评议自我评估与同行评议全部程序。特此证明。"
            in read
        )

    def test_of_a_reviewer(self, tmp_path):
        read = self.read(tmp_path, kind="reviewer", award=None, recipient=both("评审专家甲"))
        assert "评审专家甲同志：感谢您担任2025年度" in read
        assert "谨致谢忱。" in read

    def test_in_english_and_with_english_beside(self, tmp_path):
        beside = self.read(tmp_path, beside=True)
        assert "特发此证，以资鼓励。" in beside
        assert "isawardedthetitle“ModelCollegeCommittee”." in beside
        assert "15December2025" in beside
        english = self.read(tmp_path, language="en")
        assert "CertificateofHonour" in english
        assert "特发此证" not in english

    @pytest.mark.parametrize("name", ["㛃䶮𬭚堃祎", "阿卜杜拉·买买提·吐尔逊", "某" * 30, "某" * 60, "A" * 90])
    def test_rare_and_long_names_are_printed_whole_on_one_page(self, name, tmp_path):
        printed = pdf(replace(samples.certificate, recipient=both(name)))
        assert f"{name}：" in words(printed, tmp_path)
        assert page.validate_pdf_bytes(printed, profile="3b").document.page_count == 1

    def test_a_sentence_of_the_campaign_replaces_the_pattern(self, tmp_path):
        read = self.read(tmp_path, sentence=both("被认定为实践基地。"))
        assert "被认定为实践基地。特发此证" in read
        assert "成绩突出" not in read


def test_a_letter_that_tells_grades_only_says_no_score(tmp_path):
    silent = replace(samples.letter, total=None, base=None, bonus=None, sections=())
    read = words(pdf(silent), tmp_path)
    assert "一、总体评价拟定等次为优秀。" in read
    assert "评议得分" not in read
    assert "得分表" not in read


def test_a_span_of_days_does_not_repeat_itself(tmp_path):
    spans = {
        date(2025, 11, 22): "于2025年11月8日至22日对",
        date(2025, 12, 2): "于2025年11月8日至12月2日对",
        date(2026, 1, 2): "于2025年11月8日至2026年1月2日对",
    }
    for last, expected in spans.items():
        assert expected in words(pdf(replace(samples.letter, reviewed_to=last)), tmp_path)


HOSTILE = (
    '<a rel="attachment" href="file:///etc/hostname">a</a>',
    '<link rel="attachment" href="file:///etc/hostname">',
    '<img src="file:///etc/hostname">',
    '<img src="http://127.0.0.1:9/secret">',
    '<style>@import url("file:///etc/hostname"); body { background: url(http://127.0.0.1:9/) }</style>',
    '<svg><image href="file:///etc/hostname"/></svg>',
    '<object data="file:///etc/hostname"></object>',
    '<iframe src="data:text/html,x"></iframe>',
    "{{ 7 * 7 }}{% include 'paper/_base.html' %}",
    "</title></p></table><h1>",
    "\x00\x1b[31m\u202etxt.exe\u2066\ud800",
)

FORBIDDEN = (b"/EmbeddedFile", b"/Filespec", b"/Launch", b"/URI", b"/JavaScript")


@pytest.mark.parametrize("payload", HOSTILE)
def test_what_people_type_is_printed_and_never_obeyed(payload, tmp_path):
    printed = pdf(replace(samples.letter, impression=payload, unit=payload, number=payload))
    inside = opened(printed)
    assert [word for word in FORBIDDEN if word in inside] == []
    visible = "".join(letter for letter in payload if letter.isprintable())
    assert "".join(visible.split()) in words(printed, tmp_path)


@pytest.mark.parametrize(
    "address", ["file:///etc/hostname", "http://127.0.0.1:9/", "data:text/plain,x", "ftp://127.0.0.1/"]
)
def test_the_fence_lets_no_address_through(address):
    with pytest.raises(ValueError, match="disallowed protocol"):
        rendering.Fence().fetch(address)


def test_the_press_does_not_make_pillow_accept_half_a_photograph():
    assert not ImageFile.LOAD_TRUNCATED_IMAGES


def test_even_markup_that_got_in_brings_nothing_with_it(monkeypatch):
    monkeypatch.setattr(rendering, "page", lambda document: f"<title>x</title>{''.join(HOSTILE[:8])}")
    inside = opened(pdf(samples.certificate))
    assert [word for word in FORBIDDEN if word in inside] == []
    assert Path("/etc/hostname").read_bytes().strip() not in inside


def test_every_sentence_of_the_forms_is_translated():
    asked = set()
    for template in (APP / "templates" / "paper").glob("**/*.html"):
        asked |= set(re.findall(r'(?<!\w)(?:_|ngettext)\("([^"]+)"', template.read_text("utf-8")))
    assert asked - set(catalogue("zh")) == set()
    assert len(asked) > 80


def test_a_job_words_its_rows_with_the_same_catalogues():
    assert translator("zh")("Self-evaluation report") == "自评报告"
    assert translator("zh")("never heard of") == "never heard of"
    assert translator("en")("Self-evaluation report") == "Self-evaluation report"


def test_every_kind_of_document_is_among_the_samples():
    assert {type(document) for document in samples.DOCUMENTS.values()} == {
        kind for parent in (Paper, *Paper.__subclasses__()) for kind in parent.__subclasses__()
    } - {parent for parent in Paper.__subclasses__() if parent.__subclasses__()}

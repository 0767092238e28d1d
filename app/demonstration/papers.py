"""Evidence to look at: a few scanned pages, papers with words and photographs, made here and kept once."""

import subprocess
import time
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont
from weasyprint import HTML

from evidence_store import EvidenceStore

PAGE = (1000, 1414)
WAIT_SECONDS = 180
INK, RED, PAPER = "#222222", "#b02418", "#f6f2e6"
TITLES = (
    "党政联席会议纪要",
    "年度工作计划",
    "关于调整关工委成员的通知",
    "工作总结",
    "活动签到表",
    "经费使用明细",
)
WORDED = ("年度工作计划", "工作总结")  # saved from an office program, so that their words can be searched
PARTS = (
    ("一、读书会和报告团", "全年举办读书会十二场，老同志走进班级作报告九场，参加学生六百余人次。"),
    ("二、谈心与结对", "十六位老同志与四十名学生结对，上半年谈心记录完整，困难学生逐一走访。"),
    ("三、队伍和经费", "新退休的老同志八人加入，专项经费列入学院预算，支出有台账可查。"),
    ("四、不足和打算", "期末回看不够及时，明年每学期第十六周安排一次，由秘书长牵头落实。"),
)
STYLE = (
    "@page { size: A4; margin: 25mm }"
    "body { font: 13pt/1.9 'Noto Serif CJK SC', serif }"
    "h1 { color: #b02418; text-align: center; font-size: 24pt; border-bottom: 2pt solid }"
    "section + section { break-before: page } h2 { font-size: 16pt } p { text-indent: 2em }"
)


def keep(store: EvidenceStore) -> dict[str, tuple[str, str, int, int]]:
    """Draw every paper into the store: title → (digest, media type, size, pages).

    `./dev run` may still be installing the Chinese face; it is waited for, but not for ever.
    """
    for _ in range(WAIT_SECONDS):
        if "CJK" in _face():
            break
        time.sleep(1)
    kept = {}
    for number, title in enumerate(TITLES):
        content = (_worded if title in WORDED else _document)(title, pages=2 + number % 3)
        kept[title] = (store.put(BytesIO(content)).hex, "application/pdf", len(content), 2 + number % 3)
    for number in range(3):
        content = _photograph(number)
        kept[f"活动照片{number + 1}"] = (store.put(BytesIO(content)).hex, "image/jpeg", len(content), 1)
    return kept


def _worded(title: str, pages: int) -> bytes:
    parts = (f"<section><h2>{head}</h2>{f'<p>{text}</p>' * 3}</section>" for head, text in PARTS[:pages])
    html = f"<style>{STYLE}</style><body lang=zh><h1>明德师范大学<br>{title}</h1>{''.join(parts)}"
    printed: bytes = HTML(string=html).write_pdf()
    return printed


def _document(title: str, pages: int) -> bytes:
    sheets = [_page(title, number, pages) for number in range(1, pages + 1)]
    into = BytesIO()
    sheets[0].save(into, "PDF", save_all=True, append_images=sheets[1:], resolution=120, quality=60)
    return into.getvalue()


def _page(title: str, number: int, pages: int) -> Image.Image:
    sheet = Image.new("RGB", PAGE, PAPER)
    draw = ImageDraw.Draw(sheet)
    if number == 1:
        draw.text((500, 150), "明德师范大学", RED, _font(64), anchor="mm")
        draw.text((500, 250), title, RED, _font(48), anchor="mm")
        draw.line((90, 320, 910, 320), RED, 4)
    lines = 14 if number == 1 else 20
    for line in range(lines):
        words = f"第{line + 1}条　学院党政重视老同志的作用，每学期专题研究一次，落实到人。"
        draw.text((110, (390 if number == 1 else 160) + line * 56), words, INK, _font(26))
    draw.text((500, 1350), f"第 {number} 页，共 {pages} 页", INK, _font(22), anchor="mm")
    return sheet.rotate(
        (-0.5, 0.4, -0.3, 0.6)[number % 4], fillcolor="#8a8578", resample=Image.Resampling.BICUBIC
    )


def _photograph(number: int) -> bytes:
    picture = Image.new("RGB", (1280, 960), ("#c9d6cf", "#d8cfc0", "#cfd4dc")[number])
    draw = ImageDraw.Draw(picture)
    draw.rectangle((120, 90, 1160, 250), fill=RED)
    draw.text(
        (640, 170), ("老同志进课堂", "读书分享会", "学生谈心日")[number], "white", _font(84), anchor="mm"
    )
    for seat in range(24):
        x, y = 130 + (seat % 8) * 140, 420 + (seat // 8) * 170
        draw.ellipse((x, y, x + 76, y + 76), fill="#e8c9a8")
        draw.rounded_rectangle(
            (x - 14, y + 80, x + 90, y + 160), 26, fill=("#31544a", "#5b4a6a", "#6a5a35")[seat % 3]
        )
    into = BytesIO()
    picture.save(into, "JPEG", quality=80)
    return into.getvalue()


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Noto's Chinese face where it is installed, else whatever Pillow brings."""
    try:
        return ImageFont.truetype(_face(), size)
    except OSError:
        return ImageFont.load_default(size)


def _face() -> str:
    """The file of the face that stands for Noto Serif CJK on this machine, "" when nobody can say."""
    asked = ["/usr/bin/fc-match", "-f", "%{file}", "Noto Serif CJK SC"]
    try:
        return subprocess.run(asked, capture_output=True, text=True, check=False).stdout  # noqa: S603
    except OSError:
        return ""

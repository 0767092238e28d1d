"""Papers hold signs of cut-down faces, and a rare name is still printed."""

import dataclasses
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from app.domain.locale_text import LocaleText
from app.reporting.documents import rendering
from app.reporting.documents.faces import Scissors, cut, everyday
from tests.reporting import samples

SERIF = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")


def fonts_of(content: bytes, folder: Path) -> list[str]:
    file = folder / "paper.pdf"
    file.write_bytes(content)
    listed = subprocess.run(["pdffonts", file], capture_output=True, text=True, check=True).stdout
    return sorted(line.split()[0].partition("+")[2] for line in listed.splitlines()[2:])


def test_the_characters_of_everyday_are_those_of_gb_2312_with_the_naught():
    assert set("评议荣誉证书关工委〔〕《》，。；：“”二〇二五年Aé½—") <= {chr(point) for point in everyday()}
    assert len([point for point in everyday() if 0x4E00 <= point < 0xA000]) == 6763


def test_a_face_is_cut_down_to_them_and_keeps_its_measures():
    face = TTFont(BytesIO(cut(SERIF)))
    assert set(everyday()) & set(face.getBestCmap()) == set(face.getBestCmap())
    assert face["maxp"].numGlyphs < 15_000
    assert (face["hhea"].ascent, face["hhea"].descent, face["head"].unitsPerEm) == (1151, -286, 1000)


def test_a_certificate_holds_two_cut_down_faces_and_the_full_one_only_for_a_rare_sign(tmp_path: Path):
    certificate = samples.DOCUMENTS["certificate"]
    bold, plain = "Noto-Serif-Everyday-Bold", "Noto-Serif-Everyday"
    assert fonts_of(rendering.pdf(certificate), tmp_path) == [plain, bold]
    rare = dataclasses.replace(certificate, recipient=LocaleText({"zh": "第三学院堃社区"}))
    assert fonts_of(rendering.pdf(rare), tmp_path) == ["Noto-Serif-CJK-SC-Bold", plain, bold]


@pytest.mark.parametrize("url", ["file:///etc/hostname", "https://fonts.example/NotoSerif.otf", "data:,Noto"])
def test_the_scissors_give_faces_of_this_machine_and_nothing_else(url: str):
    with pytest.raises(ValueError, match="not a face of ours"):
        Scissors().fetch(url)

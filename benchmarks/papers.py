"""A hundred certificates in a process of their own: CPU of each, and the memory at the end.

The floor is WeasyPrint alone on the same page: the HTML is made once, nothing is checked or kept.
"""

import json
import sys
import time
from datetime import UTC, date, datetime

from weasyprint import HTML

from app.domain.locale_text import LocaleText
from app.reporting.documents import rendering
from app.reporting.documents.certificate import Certificate

from .server import most_resident

ISSUER = LocaleText({"zh": "明德大学关心下一代工作委员会"})


def certificate(number: int) -> Certificate:
    """The certificate of the unit with this number."""
    return Certificate(
        generated_at=datetime(2025, 11, 5, tzinfo=UTC),
        kind="unit",
        recipient=LocaleText({"zh": f"明德大学第{number}学院关心下一代工作委员会"}),
        campaign=LocaleText({"zh": "2025年度二级学院关工委优质化建设评议"}),
        year=2025,
        award=LocaleText({"zh": "二级关工委优质化建设示范单位"}),
        issuers=(ISSUER,),
        issued_on=date(2025, 12, 15),
        number=f"关评〔2025〕优字第{number:03}号",
        verify_at=f"https://pingyi.example/verify/{number:026}",
    )


def main(count: int) -> None:
    """Print one JSON object: milliseconds of CPU each, of the floor, and resident bytes."""
    rendering.pdf(certificate(0))  # fonts and styles are read once in the life of a worker
    begun = time.process_time()
    sizes = [len(rendering.pdf(certificate(number))) for number in range(1, count + 1)]
    spent = time.process_time() - begun
    html, styles = rendering.page(certificate(1)), list(rendering._styles())
    few = max(1, count // 5)
    begun = time.process_time()
    for _ in range(few):
        HTML(string=html).write_pdf(
            stylesheets=styles, font_config=rendering._fonts(), pdf_variant="pdf/a-3b"
        )
    floor = time.process_time() - begun
    memory = most_resident()  # getrusage would tell the memory of the process that started this one
    told = {"each": 1000 * spent / count, "floor": 1000 * floor / few, "memory": memory, "size": max(sizes)}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(int(sys.argv[1]))

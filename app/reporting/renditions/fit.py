"""Makes a spreadsheet (ODS) print as wide as the page, and as long as it takes: `fit.py FROM TO`.

Runs confined like LibreOffice itself, alone (nothing of ours is imported), on what LibreOffice wrote.
"""

import re
import sys
from zipfile import ZipFile

MOST = 64 * 1024 * 1024  # of the styles
TAG = b"style:page-layout-properties"
PAGE = re.compile(rb"<%s\b([^>]*?)(/?)>" % TAG)
OURS = rb"style:(?:scale-to(?:-pages|-X|-Y)?|print-orientation)|fo:page-(?:width|height)"
SAID = re.compile(rb'\s(?:%s)="[^"]*"' % OURS)
WIDE = (
    rb' style:print-orientation="landscape" fo:page-width="297mm" fo:page-height="210mm"'
    rb' style:scale-to-X="1" style:scale-to-Y="0"'
)


def fitted(styles: bytes) -> bytes:
    """The styles with every page lying, one page wide and any number long."""
    return PAGE.sub(lambda said: b"<%s%s%s%s>" % (TAG, SAID.sub(b"", said[1]), WIDE, said[2]), styles)


def main(source: str, target: str) -> None:
    with ZipFile(source) as book, ZipFile(target, "w") as written:
        for member in book.infolist():
            with book.open(member) as part, written.open(member, "w") as copy:
                if member.filename == "styles.xml":
                    copy.write(fitted(part.read(MOST)))
                else:
                    while some := part.read(1024 * 1024):
                        copy.write(some)


if __name__ == "__main__":
    main(*sys.argv[1:])

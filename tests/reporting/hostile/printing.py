"""PDFs made hostile."""

import zlib

from tests import files


def pdf_of(*bodies: bytes, trailer: bytes = b"") -> bytes:
    return files._pdf_of(bodies, trailer)


def page(
    *, box: bytes = b"0 0 595 842", catalog: bytes = b"", page: bytes = b"", more: tuple[bytes, ...] = ()
) -> bytes:
    """One page; `more` are objects from number 4 on."""
    return pdf_of(
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[%s]%s>>" % (box, page),
        *more,
    )


def flate(content: bytes, entries: bytes = b"") -> bytes:
    body = zlib.compress(content, 9)
    return b"<</Length %d/Filter/FlateDecode%s>>stream\n%s\nendstream" % (len(body), entries, body)


def attached(name: bytes, content: bytes) -> bytes:
    return page(
        catalog=b"/Names<</EmbeddedFiles<</Names[(a)4 0 R]>>>>",
        more=(
            b"<</Type/Filespec/F(%s)/EF<</F 5 0 R>>>>" % name,
            b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        ),
    )


def pages_said(count: int) -> bytes:
    return pdf_of(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[3 0 R]>>" % count,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    )


def pages_listed(count: int) -> bytes:
    return pages_said(count).replace(b"[3 0 R]", b"[" + b"3 0 R " * count + b"]", 1)


def pages_within_pages(depth: int) -> bytes:
    tree = [
        b"<</Type/Pages/Count 1/Kids[%d 0 R]%s>>"
        % (number + 3, b"/Parent %d 0 R" % (number + 1) if number else b"")
        for number in range(depth)
    ]
    leaf = b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 595 842]>>" % (depth + 1)
    return pdf_of(b"<</Type/Catalog/Pages 2 0 R>>", *tree, leaf)


def picture_in_pdf(side: int) -> bytes:
    return page(
        page=b"/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>",
        more=(
            b"<</Length 28>>stream\nq 595 0 0 842 0 0 cm /I Do Q\nendstream",
            flate(
                bytes(1000),
                b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace/DeviceRGB"
                % (side, side),
            ),
        ),
    )


def page_of_zeros(megabytes: int) -> bytes:
    """A page whose words unpack to zeros: PDFium ends its process when it gets no more memory for them."""
    packer = zlib.compressobj(9)
    first, again = (packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    body = first + again * (megabytes - 1) + packer.flush()
    words = b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(body), body)
    return page(page=b"/Contents 4 0 R", more=(words,))


def endless_shading() -> bytes:
    """A page that computes a sine a hundred thousand times for each dot, and asks nobody meanwhile."""
    return page(
        page=b"/Contents 4 0 R/Resources<</Shading<</S<</ShadingType 1/ColorSpace/DeviceRGB"
        b"/Domain[0 1 0 1]/Matrix[595 0 0 842 0 0]/Function 5 0 R>>>>>>",
        more=(
            b"<</Length 5>>stream\n/S sh\nendstream",
            flate(
                b"{ " + b"dup sin pop " * 100_000 + b"0 }",
                b"/FunctionType 4/Domain[0 1 0 1]/Range[0 1 0 1 0 1]",
            ),
        ),
    )

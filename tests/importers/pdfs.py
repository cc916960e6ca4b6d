"""PDF files for tests, made by hand: as small as they can be, of any text at any place, size and angle."""

import zlib

Drawn = tuple[float, float, float, str]
"""Where a line begins from the left and the top, the size of its letters, and its text."""


def stream(data: bytes, more: str = "") -> bytes:
    return f"<</Length {len(data)}{more}>>stream\n".encode() + data + b"\nendstream"


def content(lines: list[Drawn], *, height: float = 792, matrix: str = "") -> bytes:
    """Return what draws these lines; `matrix` stands in place of that of each line, behind which its place follows."""
    drawn = []
    for x, y, size, text in lines:
        escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        drawn.append(f"BT /F1 {size} Tf {matrix or '1 0 0 1'} {x} {height - y} Tm ({escaped}) Tj ET")
    return "\n".join(drawn).encode("cp1252")


def file(objects: list[bytes], more: str = "") -> bytes:
    """Return the file of these objects, numbered from 1, the first of which is its catalogue."""
    data, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj".encode() + one + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    tail = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R{more}>>\nstartxref\n{len(data)}\n%%EOF\n"
    return data + tail.encode()


def pdf(
    *pages: list[Drawn] | bytes, width: float = 612, height: float = 792, info: str = "", rotate: int = 0,
    deflated: bool = False, more: bytes = b"",
) -> bytes:  # fmt: skip
    """Return a PDF of pages, each its lines or what draws it; `info` is the inside of its document information."""
    first = 5
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]/MediaBox[0 0 {width} {height}]"
        f"/Rotate {rotate}/Resources<</Font<</F1 3 0 R>>>>>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>>",
        f"<<{info}>>".encode(),
    ]
    for number, page in enumerate(pages):
        data = page if isinstance(page, bytes) else content(page, height=height)
        told = stream(zlib.compress(data), "/Filter/FlateDecode") if deflated else stream(data)
        objects += [f"<</Type/Page/Parent 2 0 R/Contents {first + 2 * number + 1} 0 R>>".encode(), told]
    return file([*objects, *([more] if more else [])], "/Info 4 0 R")

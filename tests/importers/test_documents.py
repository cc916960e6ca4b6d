"""JSON, XML and text formats: a sample for each quirk, read as its golden file beside it says.

`GOLDEN=write pytest tests/importers/test_documents.py` writes the golden files anew; read them before they are kept.
"""

import json
import os
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from importers import READERS, Item, Listed, Noted, Skipped, from_bytes, from_text, reader_named, recognise
from tests.importers.conftest import BIBLIOGRAPHIES, LISTINGS, parts

SAMPLES = Path(__file__).parent / "samples"
FORMATS = [reader.NAME for reader in READERS if reader.NAME not in (*LISTINGS, *BIBLIOGRAPHIES, "table")]
"""All but those whose samples are read in test_recognise, test_bibliographies and pages/test_tables."""
CASES = [path for name in FORMATS for path in sorted((SAMPLES / name).iterdir()) if ".golden" not in path.name]


def shown(item: Item) -> dict[str, Any]:
    """Return an item as its golden file has it: only what is told."""
    every = ((field, getattr(item, field.name)) for field in fields(item))
    told = {field.name: value for field, value in every if value not in (None, "", field.default)}
    match item:
        case Noted():
            return {"noted": told}
        case Skipped():
            return {"skipped": told}
    paper = told.pop("paper")
    kept = {field.name: getattr(paper, field.name) for field in fields(paper)}
    kept["authors"] = parts(paper.authors)
    kept["roles"] = {role: parts(names) for role, names in paper.roles.items()}
    kept["markup"], kept["extra"] = dict(paper.markup), dict(paper.extra)
    if kept["authors_complete"]:
        del kept["authors_complete"]
    return {
        "paper": {
            name: value
            for name, value in kept.items()
            if value not in (None, False, [], {}) or name == "authors_complete"
        },
        **told,
    }


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_sample_reads_as_its_golden_file_says(path: Path) -> None:
    reader = reader_named(path.parent.name)
    items = [shown(item) for item in reader.read(from_bytes(path.read_bytes(), source=path.name))]
    text = json.dumps(items, indent=1, ensure_ascii=False) + "\n"
    golden = path.with_name(f"{path.name}.golden")
    if os.environ.get("GOLDEN") == "write":
        golden.write_text(text)
    assert json.loads(golden.read_text()) == json.loads(text)


def test_crlf_and_byte_order_mark_change_nothing() -> None:
    for path in CASES:
        reader = reader_named(path.parent.name)
        data = path.read_bytes()
        plain = [shown(item) for item in reader.read(from_bytes(data))]
        other = [shown(item) for item in reader.read(from_bytes(b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")))]
        assert other == plain, path


def test_the_heading_of_a_further_list_page_is_no_part_of_the_abstract_above_it() -> None:
    pages = [(SAMPLES / "arxiv-list" / name).read_text() for name in ("new_page.txt", "search_results.txt")]
    reader = reader_named("arxiv-list")
    alone = [item.paper for page in pages for item in reader.read(from_text(page)) if isinstance(item, Listed)]
    for first, second in (pages, pages[::-1]):
        both = [item.paper for item in reader.read(from_text(f"{first}\n\n{second}")) if isinstance(item, Listed)]
        assert len(both) == len(alone)
        assert all(paper in alone for paper in both)


def test_tabs_at_the_ends_of_lines_do_not_hide_the_objects_of_a_list() -> None:
    text = (SAMPLES / "arxiv-jsonl" / "list_of_objects.json").read_text()
    reader = reader_named("arxiv-jsonl")
    assert list(reader.read(from_text(text.replace("\n", "\t\n")))) == list(reader.read(from_text(text)))


@pytest.mark.parametrize("folder", ["acl-xml", "arxiv-atom", "arxiv-jsonl", "crossref-json", "markdown"])
def test_files_are_recognised_and_accounted_for(material: Path, folder: str) -> None:
    """What goes in comes out, read or skipped with a reason; the counts were made with grep."""
    expected = {
        "9999.coast.xml": (2, 0), "J99.xml": (1, 0), "nothing_found.xml": (0, 0), "error.xml": (0, 1), "search.xml": (2, 0),
        "four.jsonl": (4, 0), "works.json": (3, 0), "awesome-coast.md": (4, 2), "reading-by-the-sea.md": (2, 1),
        "2022.naloma.xml": (5, 0), "J89.xml": (58, 0), "L06.xml": (4, 0), "id_0000.0000.xml": (0, 0),
        "id_1605.08386.xml": (1, 0), "id_abc.xml": (0, 1), "id_quant-ph_0201082v1.xml": (1, 0), "q_testing.xml": (10, 0),
        "arxiv-200.jsonl": (200, 0), "works-40.json": (40, 0), "awesome-llm.md": (66, 303),
        "deep-learning-papers.md": (223, 27),
    }  # fmt: skip
    for path in sorted((material / "corpora" / folder).iterdir()):
        page = from_bytes(path.read_bytes(), source=path.name)
        reader = recognise(page)
        assert {"markdown": "markdown-list"}.get(folder, folder) == reader.NAME
        items = list(reader.read(page))
        listed = [item for item in items if isinstance(item, Listed)]
        skipped = [item for item in items if isinstance(item, Skipped)]
        assert (len(listed), len(skipped)) == expected[path.name], path.name
        assert [item.position for item in listed] == list(range(1, len(listed) + 1))
        assert all(item.reason and item.text for item in skipped)
        assert all("\\" not in name.text and name.text for item in listed for name in item.paper.authors)


def test_pages_of_other_kinds_are_not_claimed(material: Path) -> None:
    others = [*sorted((material / "listings").glob("*.txt"))]
    others += [path for name in ("bibtex", "ris", "nbib") for path in sorted((material / "corpora" / name).iterdir())]
    for path in others:
        head = from_bytes(path.read_bytes()).head
        for name in FORMATS:
            assert reader_named(name).sniff(head) < 0.5, (path.name, name)


@pytest.mark.parametrize(
    "prose",
    [
        "Dear Ana,\n\nhave you read arXiv:2407.14001? It is at https://arxiv.org/abs/2407.14001, and good.\n\nBo\n",
        "Gulls are birds. They fly.\n\n- feed the gulls\n- see https://example.org\n",
        "<html><body><p>A page about gulls</p></body></html>",
        '{"name": "gulls", "version": "1.0", "dependencies": {}}',
        "title,author,year\nGulls,Reyes,2019\n",
    ],
)
def test_prose_and_other_data_are_not_claimed(prose: str) -> None:
    for name in FORMATS:
        assert reader_named(name).sniff(prose) < 0.5, name


def test_page_of_formats_is_current() -> None:
    from importers.__main__ import page

    written = (Path(__file__).parents[2] / "docs" / "formats.md").read_text()
    assert written == page(), "write it anew: python -m importers > docs/formats.md"

"""The styles against the strings that the style guides ask for.

The invented records' were worked out by hand from the guides; on the real ones' two independent processors agree.
"""

import json
from pathlib import Path

import pytest

from benchmarks.citations import CSL_NAMES, agreement, normal, paper_of, reason, report
from importers import from_text, reader_named
from tui.citations import STYLES, render

INVENTED = Path(__file__).parents[2] / "invented"


@pytest.fixture(scope="module")
def table(material):
    return agreement(material / "oracle" / "citations")


def test_each_style_prints_what_the_processors_agree_on(table, capsys):
    with capsys.disabled():
        print("\n" + "\n".join(report(table)))
    for style, (compared, differences) in table.items():
        assert len(differences) <= 0.03 * compared, style


def test_every_disagreement_is_explained(table):
    for _, differences in table.values():
        assert [difference for difference in differences if reason(difference) == "unexplained"] == []


def test_every_style_is_measured():
    assert [style.name for style in STYLES] == list(CSL_NAMES)
    agreed = json.loads((INVENTED / "oracle" / "citations" / "agreed.json").read_text("utf-8"))
    assert list(agreed) == list(CSL_NAMES.values())


def test_what_the_reader_of_the_format_hands_over_is_cited_alike(material):
    folder = material / "oracle" / "citations"
    records = json.loads((folder / "records.json").read_text("utf-8"))
    read = [item.paper for item in reader_named("csl-json").read(from_text(json.dumps(records)))]
    assert len(read) == len(records)
    for style in STYLES:
        alike = sum(
            normal(render(style.cite(theirs))) == normal(render(style.cite(paper_of(record))))
            for theirs, record in zip(read, records, strict=True)
        )
        assert alike >= 0.97 * len(records), style.name

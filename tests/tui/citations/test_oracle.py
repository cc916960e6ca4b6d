"""The styles against the strings that the style guides ask for.

The invented records' were worked out by hand from the guides; on the real ones' two independent processors agree.
"""

import html
import json
import re
from pathlib import Path

import pytest

from benchmarks.citations import CSL_NAMES, agreement, normal, paper_of, reason, report
from importers import from_text, reader_named
from tui.citations import STYLES, render
from tui.citations.csl_json import csl_json

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


def test_records_of_csl_come_out_as_they_came_in(material):
    for folder in sorted((material / "oracle").iterdir()):
        records = json.loads((folder / "records.json").read_text("utf-8"))
        read = [item.paper for item in reader_named("csl-json").read(from_text(json.dumps(records)))]
        back = [csl_json(paper, key=str(record["id"])) for paper, record in zip(read, records, strict=True)]
        unlike = [
            (name, was, now)
            for record, item in zip(map(_squeezed, records), map(_squeezed, back), strict=True)
            for name in sorted(record.keys() | item.keys())
            if (was := record.get(name)) != (now := item.get(name)) and name not in ("id", "citation-key", "custom")
        ]
        # What is no DOI or is hidden does not come back; a number that a link holds is said besides.
        assert len(unlike) <= 0.015 * len(records), unlike


def _squeezed(value):
    """Return a value of CSL-JSON as it is compared: no invisible characters, single spaces, numbers as texts, entities resolved, particles
    with the family name, where processors look for them too."""
    if isinstance(value, dict):
        if particle := value.get("non-dropping-particle"):
            value = value | {"family": f"{particle} {value['family']}", "non-dropping-particle": ""}
        return {name: _squeezed(item) for name, item in value.items() if item != ""}
    if isinstance(value, list):
        return list(map(_squeezed, value))
    return (
        " ".join(re.sub("[\u200c\u2060]", "", html.unescape(str(value))).split())
        if not isinstance(value, bool)
        else value
    )

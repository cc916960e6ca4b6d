"""An older file comes up to date, through sqlite_utils' record of what was applied."""

import json
import random
import shutil
import subprocess
import sys
import time
import zlib
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest
from pyroaring import BitMap
from sqlite_utils import Database

from storage import backup, counts, doctor, migrations, sqlite
from storage.library import Library
from storage.papers.names import Name
from storage.papers.paper import Listed, Noted, Paper
from storage.papers.text import digest
from storage.rows import STATUSES, when
from storage.upgrade import journal

SHELVES = Path(__file__).parent


def test_a_new_library_has_every_migration_and_says_so(tmp_path):
    with Library.open(tmp_path / "s") as library:
        applied = migrations.migrations().applied(Database(library.connection))
        assert [step.name for step in applied] == [
            "m001_the_shelf", "m002_trust_in_a_listing", "m003_a_store_that_travels",
            "m004_where_a_library_is", "m005_sections_of_listings", "m006_the_day",
            "m007_the_day_that_a_page_states",
        ]  # fmt: skip
        assert library.connection.execute("PRAGMA user_version").fetchone()[0] == migrations.SCHEMA == len(applied)


def test_a_file_with_nothing_in_it_yet_is_brought_up(tmp_path):
    path = tmp_path / "s"
    with closing(sqlite.sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 0")
        connection.execute("VACUUM")
    with Library.open(path) as library:
        assert library.count() == 0


def test_every_table_is_strict(tmp_path):
    with Library.open(tmp_path / "s") as library:
        loose = library.connection.execute(
            "SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND schema = 'main' "
            "AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_sqlite%' ESCAPE '\\' AND name NOT GLOB '*_*'"
        ).fetchall()
        assert loose == []


def test_two_processes_may_bring_it_up_at_once(tmp_path):
    path = tmp_path / "s"
    sqlite.create(path)
    with closing(sqlite.connect(path)) as one, closing(sqlite.connect(path)) as two:
        migrations.migrate(one)
        migrations.migrate(two)
        assert two.execute("SELECT count(*) FROM _sqlite_migrations").fetchone()[0] == migrations.SCHEMA


def undo_all(library):
    """Undo every step there is; return how many there were."""
    return sum(1 for _ in iter(library.undo, None))


def build(path, schema):
    """Make a library file of an older schema out of the rows of one, as JSON: blobs are hex, journal bodies plain.

    Its search indexes, too, hold what that papershelf wrote, and nothing of it goes through today's code.
    """
    steps = migrations.migrations()
    names = [step.name for step in steps.pending(Database(memory=True))]
    sqlite.create(path)
    with closing(sqlite.connect(path)) as connection:
        steps.apply(Database(connection), stop_before=names[schema] if schema < len(names) else None)
        connection.execute(f"PRAGMA application_id = {sqlite.APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {schema}")
        for table, rows in json.loads((SHELVES / f"schema_{schema}.json").read_text(encoding="utf-8")).items():
            for row in rows:
                values = {
                    name: bytes.fromhex(value["hex"])
                    if isinstance(value, dict)
                    else zlib.compress(json.dumps(value).encode())
                    if name == "body"
                    else value
                    for name, value in row.items()
                }
                connection.execute(
                    f"INSERT INTO {table}({', '.join(values)}) VALUES ({', '.join('?' * len(values))})",
                    tuple(values.values()),
                )


def test_a_shelf_of_the_first_schema_opens_and_is_undone_and_redone(tmp_path):
    build(tmp_path / "s", 1)
    with Library.open(tmp_path / "s") as library:
        assert {entry.paper.title for entry in library.entries(library.view().ids())} == {
            "On the Growth of Quiet Moss", "Tides of a small tree", "Scalable sampling of mossy point processes",
            "Lamps, and how they learn",
        }  # fmt: skip
        assert [one.reason for one in backup.backups(library.path)] == ["migration"]
        believed = dict(library.connection.execute("SELECT format, trust FROM listings"))
        assert believed == {"hf-papers": 10, "bibtex": 40}
        assert library.entry(3).note == "Read three times."
        assert library.sources(3)["doi"] == "refs.bib"
        steps = 0
        while library.undo():
            steps += 1
        assert (steps, library.count(), library.tags()) == (15, 0, [])
        redone = 0
        while library.redo():
            redone += 1
        assert (redone, library.count()) == (17, 3)
        for table in ("words", "texts", "said"):
            library.connection.execute(f"INSERT INTO {table}({table}) VALUES ('integrity-check')")


def test_what_an_older_papershelf_did_goes_back_to_what_it_was(tmp_path):
    build(tmp_path / "s", 1)
    with Library.open(tmp_path / "s") as library:
        for _ in range(8):  # back to before the edit, and the last note
            library.undo()
        assert library.view("quiet moss").ids().tolist() == [3]
        entry = library.entry(3)
        assert ([str(name) for name in entry.paper.authors], entry.paper.doi) == (["Ada Quill", "Bo Fern"], None)
        assert library.entry(2).paper.title == "Tides of a small graph"
        assert (entry.note, entry.tags, entry.starred, entry.status) == ("Read twice.", ("to read",), True, "read")


def test_a_page_that_an_older_papershelf_read_is_known_again(tmp_path):
    build(tmp_path / "s", 1)
    page = [
        Listed(paper=paper, line=line, position=line, score=float(line))
        for line, paper in enumerate(
            (
                Paper(
                    title="On the growth of quiet moss", authors=(Name("Ada Quill"), Name("Bo Fern")), year=2023,
                    venue="arXiv", arxiv_id="2301.00001",
                ),
                Paper(title="Tides of a small graph", abstract="We count tides.\nThen we stop."),
                Paper(title="Lamps, and how they learn", extra={"key": "lamps99"}, year=1999),
            ),
            1,
        )
    ]  # fmt: skip
    with Library.open(tmp_path / "s") as library:
        before = library.entries(library.view().ids())
        account = library.add(page, source="page.txt", format="hf-papers")
        assert (account.unchanged, account.change) == (3, None)
        assert [(entry.id, entry.paper) for entry in library.entries(library.view().ids())] == [
            (entry.id, entry.paper) for entry in before
        ]


def test_people_get_their_roles_and_titles_their_markup(tmp_path):
    build(tmp_path / "s", 2)
    with closing(sqlite.sqlite3.connect(tmp_path / "s")) as connection, connection:
        connection.execute(
            """UPDATE details SET extra = '{"key":"castro17nets","translator":"Ada Moe; Bo van der Lie","volume":"3"}' """
            "WHERE paper = 8"
        )
        connection.execute("UPDATE papers SET title = 'Nets of Cu$_2$O for $5' WHERE id = 8")
    with Library.open(tmp_path / "s") as library:
        paper = library.entry(8).paper
        assert paper.roles == {"editor": (Name("Zoe Marsh"),), "translator": (Name("Ada Moe"), Name("Bo van der Lie"))}
        assert paper.extra == {"key": "castro17nets", "volume": "3"}
        assert paper.title == "Nets of Cu₂O for $5"
        assert paper.markup == {"title": "Nets of Cu<math>_2</math>O for $5"}
        assert list(library.view("cu2o").ids()) == [8]


def test_an_old_arxiv_id_loses_its_subject_class_and_is_found_by_either(tmp_path):
    build(tmp_path / "s", 2)
    with closing(sqlite.sqlite3.connect(tmp_path / "s")) as connection, connection:
        connection.execute("UPDATE papers SET arxiv_id = 'math.GT/0309136', category = NULL WHERE id = 8")
        connection.execute("UPDATE papers SET arxiv_id = 'cs.LG/0309137', category = 'cs.AI' WHERE id = 4")
    with Library.open(tmp_path / "s") as library:
        paper = library.entry(8).paper
        assert (paper.arxiv_id, paper.category) == ("math/0309136", "math.GT")
        assert library.entry(4).paper.category == "cs.AI"
        for word in ("math.GT/0309136", "math/0309136v2", "https://arxiv.org/abs/math/0309136"):
            assert library.find(word) == 8
        assert list(library.view("arxiv:math.GT/0309136").ids()) == [8]
        listed = Listed(paper=Paper(title=paper.title, arxiv_id="math/0309136"), line=1)
        assert library.add([listed], source="page.txt", format="id-list").added == 0


def test_a_shelf_of_the_second_schema_opens_with_all_that_was_said(tmp_path):
    build(tmp_path / "s", 2)
    frozen = json.loads((SHELVES / "schema_2.json").read_text(encoding="utf-8"))
    shown = {row["id"]: row for row in frozen["papers"] if not row["hidden"]}
    names = {row["id"]: row["name"] for row in frozen["tags"]}
    with Library.open(tmp_path / "s") as library:
        assert set(library.view().ids()) == shown.keys()
        for entry in library.entries(list(shown)):
            row = shown[entry.id]
            assert (entry.uuid, entry.paper.title, entry.key) == (row["uuid"]["hex"], row["title"], row.get("key"))
            assert (STATUSES.index(entry.status), entry.starred, entry.priority) == (
                row["status"], row["starred"], row["priority"]
            )  # fmt: skip
            assert entry.tags == tuple(
                sorted(names[one["tag"]] for one in frozen["taggings"] if one["paper"] == entry.id)
            )
            assert entry.note == "".join(one["text"] for one in frozen["notes"] if one["paper"] == entry.id)
        dusk = library.view("dusk").ids().tolist()
        assert dusk == sorted(
            (
                entry.id
                for entry in library.entries(list(shown))
                if "dusk" in f"{entry.paper.title} {entry.note} {entry.tags}".lower()
            ),
            reverse=True,
        )
        assert set(dusk) > {2, 3}
        assert set(library.view("note:dusk").ids()) == {7}
        assert library.searches() == [("wet", "harbour or salt"), ("bridges", "ferry status:queued")]
        assert [one.source for one in library.listings()] == [
            "twice.bib", "pier.ris", "notes.txt", "library.bib", "weekly.html"
        ]  # fmt: skip
        assert len(set(library.connection.execute("SELECT uuid FROM listings"))) == len(frozen["listings"])
        assert [(change.words, change.count, change.made) for change in library.history(100) if not change.undone] == [
            (row["words"], row["count"], when(row["made"])) for row in reversed(frozen["changes"]) if row["undone"] == 0
        ]
        assert {text for _, text, *_ in library.drafts()} == {row["text"] for row in frozen["drafts"]}
        for number in shown:
            assert {text for _, text in library.note_history(number)} >= {
                row["text"] for row in frozen["note_history"] if row["paper"] == number
            }
        assert library.find("varga2022harbours") == 5
        assert counts.differences(library.connection) == []
    assert doctor.examine(tmp_path / "s") == []


def test_a_shelf_of_the_third_schema_opens_and_knows_where_its_libraries_are(tmp_path):
    build(tmp_path / "s", 3)
    with Library.open(tmp_path / "s") as library:
        assert [one.reason for one in backup.backups(library.path)] == ["migration"]
        at = dict(library.connection.execute("SELECT source, address FROM listings"))
        assert at == {"/home/quill/pier.bib": "/home/quill/pier.bib", "rails.ris": ""}
        rails = library.entry(library.find("reed2019"))
        assert (rails.status, rails.note, rails.keys) == ("read", "Rails rust in salt.", ("reed2019", "reed-2019"))
        assert library.entry(library.find("moor11")).tags == ("coast",)
        assert library.entry(library.find("hum09")).paper.year == 2010
        assert counts.differences(library.connection) == []
        assert (undo_all(library), library.count()) == (6, 0)
        while library.redo():
            pass
        assert library.count() == 3
    assert doctor.examine(tmp_path / "s") == []


def test_a_shelf_of_the_fourth_schema_opens_and_takes_the_headings_of_its_pages(tmp_path):
    build(tmp_path / "s", 4)
    with Library.open(tmp_path / "s") as library:
        assert [one.reason for one in backup.backups(library.path)] == ["migration"]
        glare = library.entry(library.find("brook25"))
        assert (glare.starred, glare.note, glare.tags) == (True, "Glare is a matter of angle.", ("coast",))
        assert [(one.listing, one.section, one.line) for one in glare.seen] == [
            ("slow water.txt", None, 11), ("ponds.bib", None, 1),
        ]  # fmt: skip
        assert list(library.view("section:optics").ids()) == []
        assert (undo_all(library), library.count()) == (5, 0)
        while library.redo():
            pass
        again = Listed(paper=glare.paper, line=11, section="Session 2: Optics", digest=digest("glare"))
        library.add([again], source="slow water.txt", format="listing-page")
        assert list(library.view("section:optics").ids()) == [glare.id]
        assert counts.differences(library.connection) == []
    assert doctor.examine(tmp_path / "s") == []


def test_a_shelf_of_the_fifth_schema_opens_and_has_nothing_new(tmp_path):
    build(tmp_path / "s", 5)
    with Library.open(tmp_path / "s") as library:
        assert [one.reason for one in backup.backups(library.path)] == ["migration"]
        assert list(library.view("is:new").ids()) == []
        skaters, fern = library.find("1"), library.find("fern20")
        assert sorted(library.view("is:queued sort:queue").ids()) == sorted([skaters, fern])
        before = list(library.view("is:queued sort:queue").ids())
        assert (undo_all(library), library.count()) == (8, 0)
        while library.redo():
            pass
        assert list(library.view("is:queued sort:queue").ids()) == before, "queued when the queue had no order"
        ripples = library.find("2")
        library.queue([ripples])
        assert list(library.view("is:queued sort:queue").ids()) == [*before, ripples]
        library.shelve([ripples], add=["water"])
        library.put_off([ripples], date(2027, 1, 4))
        assert counts.differences(library.connection) == []
    assert doctor.examine(tmp_path / "s") == []


def test_a_shelf_of_the_sixth_schema_opens_and_its_pages_are_of_the_day_of_their_import(tmp_path, monkeypatch):
    build(tmp_path / "s", 6)
    with Library.open(tmp_path / "s") as library:
        assert [one.reason for one in backup.backups(library.path)] == ["migration"]
        rivers, reeds, fern = range(1, 4)
        page, moment = library.listings()[-1], datetime.fromisoformat(library.listings()[-1].imported)
        assert page.day == moment.astimezone().date().isoformat() != "2026-11-20"
        assert list(library.view(f"day:{page.day}").ids()) == [fern, reeds, rivers]
        assert list(library.view("is:new").ids()) == []
        assert (library.entry(fern).shelves, library.entry(rivers).queue) == (("water",), 1)
        assert library.entry(reeds).later == "2026-12-24"
        library.add(
            [Noted(title="Daily reeds", day="2026-11-20"), Listed(paper=Paper(title="Sedge at dusk"), line=1)],
            source="daily.md", format="markdown-list", is_page=True,
        )  # fmt: skip
        assert [library.title(one) for one in library.view("day:2026-11-20").ids()] == ["Sedge at dusk"]
        assert (undo_all(library), library.count()) == (7, 0)
        while library.redo():
            pass
        assert counts.differences(library.connection) == []
    assert doctor.examine(tmp_path / "s") == []


def live(connection):
    """Return what every register is by the effects that hold, the latest last, worked out by nothing but a dictionary."""
    found = {}
    for field, key, value, first, last, papers in connection.execute(
        "SELECT field, key, value, first, last, papers FROM effects JOIN acts ON acts.id = act WHERE undone = 0 "
        "ORDER BY clock, seq, effects.rowid"
    ):
        for paper in BitMap.deserialize(papers) if papers else range(first, last + 1):
            found.pop((field, key, paper), None)
            found[field, key, paper] = value
    return found


@pytest.mark.parametrize("schema", [1, 2, 3, 4, 5])
def test_the_latest_live_effect_of_every_register_is_what_the_tables_say(tmp_path, schema):
    build(tmp_path / "s", schema)
    with closing(sqlite.connect(tmp_path / "s")) as connection:
        migrations.migrate(connection)
        said = live(connection)
        execute = connection.execute
        joined = dict(execute("SELECT id, joined FROM papers WHERE joined IS NOT NULL"))
        shown = {(field, key, joined.get(paper, paper)): value for (field, key, paper), value in said.items()}
        for number, *values, hidden in execute("SELECT id, status, read_on, starred, priority, hidden FROM papers"):
            status, read_on, starred, priority = values
            assert json.loads(said.get(("status", 0, number), "[0, null]")) == [status, read_on]
            assert said.get(("starred", 0, number), 0) == starred
            assert said.get(("priority", 0, number), 0) == priority
            if number not in joined:  # of what was merged the latest is what was kept
                assert json.loads(shown.get(("status", 0, number), "[0, null]")) == [status, read_on]
                assert shown.get(("starred", 0, number), 0) == starred
                assert shown.get(("priority", 0, number), 0) == priority
            assert said.get(("gone", 0, number), 0) == hidden >> 1 & 1
        tags = {(tag, paper) for (field, tag, paper), value in shown.items() if field == "tag" and value}
        assert tags == {row for row in execute("SELECT tag, paper FROM taggings") if row[1] not in joined}
        tagged = {(tag, paper) for (field, tag, paper), value in said.items() if field == "tag" and value}
        assert tagged == set(execute("SELECT tag, paper FROM taggings"))
        noted = {paper: value for (field, _, paper), value in said.items() if field == "note" and value}
        assert noted == dict(execute("SELECT paper, text FROM notes WHERE text <> ''"))
        assert noted.keys() == {number for (number,) in execute("SELECT id FROM papers WHERE noted")}
        edited = {(paper, column, value) for (field, column, paper), value in shown.items() if field == "edit"}
        assert edited == {row for row in execute("SELECT paper, field, value FROM edits") if row[0] not in joined}
        chosen = {(value, paper) for (field, _, paper), value in shown.items() if field == "key" and value}
        assert chosen == set(execute("SELECT key, paper FROM keys WHERE chosen"))
        listed = {key for (field, key, _), value in said.items() if field == "listed" and value}
        assert listed == {number for (number,) in execute("SELECT id FROM listings WHERE hidden = 0")}
        assert joined.keys() == {number for (number,) in execute("SELECT id FROM papers WHERE hidden & 1")}
        assert joined.keys().isdisjoint(joined.values())
        for table in ("sightings", "keys"):
            assert not execute(f"SELECT 1 FROM {table} WHERE paper IN ({', '.join(map(str, joined))})").fetchone()
        elsewhere = "sightings.record <> 0 AND (records.paper IS NOT sightings.paper)"
        assert not execute(f"SELECT 1 FROM sightings LEFT JOIN records ON id = record WHERE {elsewhere}").fetchone()
        unseen = "listing IS NOT NULL AND id NOT IN (SELECT record FROM sightings)"
        assert not execute(f"SELECT 1 FROM records WHERE {unseen}").fetchone()
        pairs = {(*sorted((paper, key)), value[:4]) for (field, key, paper), value in said.items() if field == "pair"}
        decided = execute("SELECT a, b, verdict FROM pairs WHERE verdict <> 'ask'")
        assert pairs == {(*sorted((a, b)), verdict[:4]) for a, b, verdict in decided}


class Model:
    """The shelf as the older papershelf would have shown it, by the rows of its file and its own before-values."""

    def __init__(self, rows):
        self.tables = {
            "papers": {row["id"]: dict(row) for row in rows["papers"]},
            "notes": {row["paper"]: dict(row) for row in rows["notes"]},
        }
        self.tagged = {(row["paper"], row["tag"]) for row in rows["taggings"]}

    def undo(self, change):
        papers = self.tables["papers"]
        for operation in reversed(change["body"]):
            match operation:
                case ["set", columns, _, groups]:
                    for values, runs in groups:
                        for at, length in zip(runs[::2], runs[1::2], strict=True):
                            for number in range(at, at + length):
                                papers[number].update(zip(columns, values, strict=True))
                case ["row", "taggings", key, before, _]:
                    (self.tagged.discard if before is None else self.tagged.add)((key["paper"], key["tag"]))
                case ["row", "papers" | "notes" as table, key, before, _]:
                    (number,) = key.values()
                    if before is None:
                        del self.tables[table][number]
                    else:
                        self.tables[table][number].update(before)
                case ["hide", runs]:
                    for at, length in zip(runs[::2], runs[1::2], strict=True):
                        for number in range(at, at + length):
                            papers[number]["hidden"] = 0
                case ["show", listing]:
                    for row in papers.values():
                        if row["listing"] == listing and not row["hidden"]:
                            row["hidden"] = change["id"]

    def shown(self):
        return {
            number: (
                row.get("title"), row["status"], row.get("read_on"), row["starred"], row["priority"],
                self.tables["notes"].get(number, {}).get("text", ""),
                {tag for paper, tag in self.tagged if paper == number},
            )
            for number, row in self.tables["papers"].items()
            if not row["hidden"]
        }  # fmt: skip


def shown(connection):
    """Return the same of a library of today."""
    return {
        number: (*values, {tag for (tag,) in connection.execute("SELECT tag FROM taggings WHERE paper = ?", (number,))})
        for number, *values in connection.execute(
            "SELECT id, title, status, read_on, starred, priority, coalesce(text, '') FROM papers "
            "LEFT JOIN notes ON paper = id WHERE hidden = 0"
        ).fetchall()
    }


@pytest.mark.parametrize("schema", [1, 2])
def test_every_step_that_an_older_papershelf_kept_goes_back_to_what_it_would_have_shown(tmp_path, schema):
    build(tmp_path / "s", schema)
    frozen = json.loads((SHELVES / f"schema_{schema}.json").read_text(encoding="utf-8"))
    model = Model(frozen)
    with Library.open(tmp_path / "s") as library:
        assert shown(library.connection) == model.shown()
        for change in reversed(frozen["changes"]):
            if change["undone"] == 0:
                model.undo(change)
                undone = library.undo()
                assert undone is not None
                assert undone.words == change["words"]
                now, then = shown(library.connection), model.shown()
                for (row,) in library.connection.execute("SELECT DISTINCT joined FROM papers WHERE joined"):
                    now[row], then[row] = now[row][1:], then[row][1:]  # which title shows of several may be another
                assert now == then, change["words"]
        assert library.undo() is None
        assert counts.differences(library.connection) == []
    assert doctor.examine(tmp_path / "s") == []


def test_what_each_source_said_of_a_paper_is_a_record_of_its_own(tmp_path):
    build(tmp_path / "s", 2)
    with closing(sqlite.connect(tmp_path / "s")) as connection:
        migrations.migrate(connection)
        records = {}
        for paper, home, source, facts in connection.execute(
            "SELECT paper, home, source, facts FROM records ORDER BY id"
        ):
            records.setdefault(paper, []).append((home, source, json.loads(facts)))
        harbours = records[5]  # a page, a bibliography, and another paper that was merged into it
        assert [(home, source, facts["title"], facts.get("doi")) for home, source, facts in harbours] == [
            (1, "hf-papers", "The keeper of the lost and found gulls", None),
            (5, "hf-papers", "Harbours that remember the tide", None),
            (None, "bibtex", "Harbours That Remember the Tide", "10.5555/harbour.7"),
        ]
        assert (harbours[1][2]["year"], harbours[1][2]["venue"], harbours[2][2]["year"]) == (2021, "arXiv", 2022)
        assert "url" not in harbours[1][2]
        ((_, _, ferry),) = records[3]  # edited
        assert (ferry["title"], ferry["venue"], ferry["year"]) == (
            "A ferry is a moving bridge", "Ports and People", 2019
        )  # fmt: skip
        assert [source for _, source, _ in records[2]] == ["hf-papers", "crossref-json"]
        assert dict(connection.execute("SELECT key, paper FROM keys")) == {
            "adeyemi2020ferry": 3, "moor2020counting": 4, "varga22harbours": 5, "varga2022harbours": 5,
            "dahl16rope": 7, "dahl16dusk": 7, "castro17nets": 8, "hum09": 23,
        }  # fmt: skip
        homes = dict(connection.execute("SELECT home, uuid FROM records WHERE home IS NOT NULL"))
        assert all(
            uuid == homes.get(number, uuid) for number, uuid in connection.execute("SELECT id, uuid FROM papers")
        )
        assert connection.execute("SELECT id, joined FROM papers WHERE joined").fetchall() == [
            (1, 5), (6, 7), (20, 19), (21, 19)
        ]  # fmt: skip


def test_a_merged_paper_is_what_it_was_when_the_merge_is_undone(tmp_path):
    build(tmp_path / "s", 2)
    with Library.open(tmp_path / "s") as library:
        merges = 0
        while merges < 3 and (undone := library.undo()):
            merges += undone.words.startswith("merged")
        gulls, harbours = library.entry(1), library.entry(5)
        assert (gulls.paper.title, gulls.paper.url) == (
            "The keeper of the lost and found gulls", "https://gulls.example/5"
        )  # fmt: skip
        assert (gulls.priority, harbours.note) == (-1, "Third look.")
        assert {one.line for one in gulls.seen} == {5}
        assert harbours.paper.url is None


def test_the_words_of_notes_that_no_step_holds_are_former_texts_still(tmp_path):
    build(tmp_path / "s", 2)
    with closing(sqlite.connect(tmp_path / "s")) as connection:
        connection.execute("INSERT INTO note_history(paper, text, saved) VALUES (4, 'Before the journal.', 1700000000)")
    with Library.open(tmp_path / "s") as library:
        assert ("2023-11-14T22:13:20Z", "Before the journal.") in library.note_history(4)
        assert library.entry(4).note == "What do shadows say?"


def test_a_step_that_cannot_be_read_is_a_line_of_history_and_a_sentence(tmp_path):
    build(tmp_path / "s", 2)
    with closing(sqlite.connect(tmp_path / "s")) as connection:
        connection.execute("UPDATE changes SET body = x'00' WHERE words = 'starred 3 papers'")
        connection.execute("UPDATE changes SET body = substr(body, 1, 40) WHERE words LIKE 'merged%'")
        before = shown(connection)
    with Library.open(tmp_path / "s") as library:
        assert "5 steps of before this version can no longer be undone" in " ".join(library.warnings)
        assert shown(library.connection) == before
        assert "starred 3 papers" in [change.words for change in library.history(100)]
        assert counts.differences(library.connection) == []
        while library.undo():
            pass
    with Library.open(tmp_path / "s") as library:
        assert library.warnings == ()


def test_a_change_is_read_one_operation_at_a_time(monkeypatch):
    operations = [
        ["set", ["starred"], [1], [[[0], list(range(400))]]],
        ["hide", [1, 2]],
        ["row", "notes", {}, None, {"text": "é, [] "}],
    ]
    for piece in (1, 7, 4_000):
        monkeypatch.setattr(journal, "_PIECE", piece)
        for text in (json.dumps(operations), json.dumps(operations, separators=(",", ":")), "[]"):
            change = journal.Change(1, 0, "", 0, 0, zlib.compress(text.encode()))
            assert list(change.operations()) == json.loads(text)
        for broken in (
            b"",
            b"no zlib",
            zlib.compress(b'[["hide", [1'),
            zlib.compress(json.dumps(operations).encode())[:-9],
        ):
            with pytest.raises(journal.DamagedError):
                list(journal.Change(1, 0, "", 0, 0, broken).operations())


def test_it_tells_how_far_it_is(tmp_path):
    build(tmp_path / "s", 2)
    told = []
    with Library.open(tmp_path / "s", progress=lambda *words: told.append(words)):
        pass
    assert list(dict.fromkeys(stage for stage, _ in told)) == [
        "a backup first",
        "history",
        "records",
        "words",
        "counts",
    ]
    assert all(0 <= done <= 1 for _, done in told)


def grow(path, count):
    """Make a library of the second schema that takes a moment to be brought up: many papers, of which some are marked."""
    build(path, 2)
    with closing(sqlite.connect(path)) as connection, sqlite.write(connection):
        numbers = "WITH RECURSIVE n(i) AS (SELECT 101 UNION ALL SELECT i + 1 FROM n LIMIT ?)"
        for into in (
            "papers(id, uuid, title, authors, added, listing, starred) SELECT i, randomblob(16), 'Reeds, part ' || i, "  # noqa: ISC004
            "'Ada Quill', 1750000000, 1, i % 7 = 0 FROM n",
            "details(paper, abstract) SELECT i, 'Of reeds and their number ' || i FROM n",
            "sightings(paper, listing, line) SELECT i, 1, i FROM n",
        ):
            connection.execute(f"{numbers} INSERT INTO {into}", (count,))


@pytest.mark.parametrize(("kills", "count"), [(2, 4_000), pytest.param(20, 20_000, marks=pytest.mark.full)])
def test_a_process_killed_meanwhile_leaves_the_older_file_whole(tmp_path, kills, count):
    path, chance = tmp_path / "s", random.Random(5)
    grow(path, count)
    older = shutil.copy(path, tmp_path / "older")
    with closing(sqlite.connect(path)) as connection:
        before = shown(connection)
    program = (
        f"from pathlib import Path; from storage.library import Library; Library.open(Path({str(path)!r}), "
        "progress=lambda stage, done: print(stage, done, flush=True)).close()"
    )
    stages = ("history", "records", "words 0.2", "words 0.9", "counts")
    left = 0
    for number in range(2 * kills):
        argv = [sys.executable, "-c", program]
        with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, cwd=SHELVES.parents[1]) as process:
            for line in process.stdout:
                if line.startswith(stages[(number * 2 + 1) % len(stages)]):
                    break
            time.sleep(chance.random() * 0.02)
            process.kill()
        with closing(sqlite.connect(path)) as connection:
            if sqlite.scalar(connection, "PRAGMA user_version") != 2:
                connection.close()
                path.unlink()
                shutil.copy(older, path)  # it was done a moment before
                continue
            assert sqlite.scalar(connection, "PRAGMA quick_check") == "ok"
            assert shown(connection) == before
            assert sqlite.scalar(connection, "SELECT count(*) FROM changes") == 52
            left += 1
        if left == kills:
            break
    assert left == kills
    with Library.open(path) as library:
        assert shown(library.connection) == before
    assert doctor.examine(path) == []


@pytest.mark.parametrize("room", [-0.5, 0.0, 0.1])
def test_a_full_disk_leaves_the_older_file_whole(tmp_path, room):
    path = tmp_path / "s"
    grow(path, 2_000)
    limit = int(path.stat().st_size * (1 + room))
    program = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}));"
        "from tui.cli.main import main; main()"
    )
    argv = [sys.executable, "-c", program, "--library", str(path), "list"]
    done = subprocess.run(argv, capture_output=True, text=True, cwd=SHELVES.parents[1], check=False)
    assert (done.returncode, done.stdout) == (3, "")
    assert "is of an older papershelf, not upgraded: " in done.stderr
    assert "Traceback" not in done.stderr
    with closing(sqlite.connect(path)) as connection:
        assert sqlite.scalar(connection, "PRAGMA user_version") == 2
        assert sqlite.scalar(connection, "PRAGMA quick_check") == "ok"
    with Library.open(path) as library:
        assert library.count() == 2_011

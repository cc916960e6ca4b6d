"""Commands of the reader's own: what the settings may say, what a program gets, where what it prints goes, and what can
go wrong with a program."""

import json
import shlex
import sys

import pytest

from storage.papers.paper import Entry, Paper, Status
from tui.desk import commands
from tui.desk.commands import Command, CommandError, GivenUpError, check, run


def entry(**facts):
    return Entry(
        id=3, uuid="ab", key=None, paper=Paper(**facts), status=Status.UNREAD, starred=False, priority=0, tags=(), note="",
        note_version=0, added="", read_on=None, doubt=None, raw=None, seen=(),
    )  # fmt: skip


PAPER = entry(title="On “moss” [/]")


def program(code, **options):
    return Command("moss", (sys.executable, "-c", code), **options)


def ran(code, **options):
    return run(program(code, **options), [PAPER], lambda: True)


def python(code):
    return shlex.join([sys.executable, "-c", code])


def test_a_program_gets_the_papers_as_list_prints_them():
    code = "import json, sys; (paper,) = json.load(sys.stdin); print(paper['id'], paper['title'], paper['status'])"
    assert ran(code) == "3 On “moss” [/] unread"


def test_what_it_prints_steers_no_terminal():
    assert ran(r"print('fern\x1b[31m\n\x07moss\u202e')") == "fern\nmoss"
    assert ran(r"import sys; sys.stdout.buffer.write(b'fern \xff')") == "fern \ufffd"


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (Command("moss", ("no-such-program",)), "moss: there is no program 'no-such-program'"),
        (program("import sys; sys.exit('first\\nno fern here')"), "moss failed (exit status 1): no fern here"),
        (program("import os; os.kill(os.getpid(), 9)"), "moss failed (signal 9)"),
        (program("pass"), "moss printed nothing"), (program("print()"), "moss printed nothing"),
        (program("while True: print('fern' * 1000)"), "moss printed more than 1 MB, so it was ended"),
        (program("import signal; signal.pause()", seconds=0.1), "moss was not done after 0.1 seconds, so it was ended"),
    ],
)  # fmt: skip
def test_a_program_from_which_nothing_comes_is_a_sentence(command, sentence):
    with pytest.raises(CommandError) as said:
        run(command, [PAPER], lambda: True)
    assert str(said.value) == sentence


def test_a_file_that_is_no_program_is_a_sentence(tmp_path):
    file = tmp_path / "moss"
    file.write_bytes(b"\x00\x01")
    file.chmod(0o700)
    with pytest.raises(CommandError, match="cannot be started: Exec format error"):
        run(Command("moss", (str(file),)), [PAPER], lambda: True)


def test_a_program_can_be_given_up():
    with pytest.raises(GivenUpError):
        run(program("import signal; signal.pause()"), [PAPER], lambda: False)


def test_a_child_that_is_left_behind_is_not_waited_for():
    code = (
        "import os, signal, sys\nif os.fork(): print('fern', flush=True); os._exit(0)\nsignal.alarm(9); signal.pause()"
    )
    assert ran(code) == "fern"


def test_a_program_that_reads_nothing_is_none_the_worse_for_much():
    entries = [entry(title="moss", abstract="fern " * 1000) for _ in range(50)]
    assert run(program("print('fern')"), entries, lambda: True) == "fern"


def test_one_that_is_left_to_itself_is_not_waited_for_and_its_failure_is_said():
    assert run(program("import signal; signal.alarm(9); signal.pause()", output="none"), [PAPER], lambda: True) == ""
    with pytest.raises(CommandError, match="no fern"):
        run(program("import sys; sys.exit('no fern')", output="none"), [PAPER], lambda: True)


def test_too_many_papers_are_refused(monkeypatch):
    monkeypatch.setattr(commands, "MOST", 1)
    with pytest.raises(CommandError, match="moss gets at most 1 paper; these are 2"):
        run(program("pass"), [PAPER, PAPER], lambda: True)


def test_commands_are_read_and_no_shell_is_in_between():
    found, complaints = check(
        {"a": "grep -c '*' $HOME", "b": {"run": "less", "key": "é", "output": "tag", "seconds": 2}}
    )
    assert not complaints
    assert found == [Command("a", ("grep", "-c", "*", "$HOME")), Command("b", ("less",), "é", "tag", 2.0)]


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (3, "needs a program"), ({}, "needs a program"), ("", "needs a program"), ({"run": ["less"]}, "needs a program"),
        ("less 'x", "cannot be read: No closing quotation"), ({"run": "less", "keys": "x"}, "has no 'keys'; it has run"),
        ({"run": "less", "key": "xy"}, "cannot have the key 'xy'"), ({"run": "less", "key": " "}, "the key ' '"),
        ({"run": "less", "key": 1}, "the key 1"), ({"run": "less", "output": "file"}, "the output 'file'; choose from pane"),
        ({"run": "less", "output": ["tag"]}, "the output"), ({"run": "less", "seconds": 0}, "cannot take 0 seconds"),
        ({"run": "less", "seconds": float("nan")}, "cannot take nan"), ({"run": "less", "seconds": True}, "cannot take True"),
        ("less \0", "needs a program"),
    ],
)  # fmt: skip
def test_a_command_that_cannot_be_is_said(value, sentence):
    found, complaints = check({"moss": value, "fern": "less"})
    assert [one.name for one in found] == ["fern"]
    (complaint,) = complaints
    assert complaint.startswith("commands: moss ")
    assert sentence in complaint


def test_a_key_that_two_have_is_the_firsts():
    found, complaints = check({"moss": {"run": "less", "key": "m"}, "fern": {"run": "less", "key": "m"}})
    assert [(one.name, one.key) for one in found] == [("moss", "m"), ("fern", "")]
    assert complaints == ["commands: ,m is used for moss, so not for fern"]


COUNT = "import json, sys; print(len(json.load(sys.stdin)), 'papers [/] here')"


async def test_a_key_runs_it_and_the_pane_shows_what_it_prints(filled, desk):
    async with desk(filled, commands={"count": {"run": python(COUNT), "key": "q"}}) as at:
        assert "1 papers [/] here" in await at.press("comma", "q")
        await at.press("escape", "space", "space")
        assert "2 papers [/] here" in await at.press("comma", "q")
        await at.press("escape")
        assert "no command of yours has the key d" in (await at.press("comma", "d"))
        assert filled.count() == 40
        shown = await at.press("exclamation_mark")
        assert "Your commands" in shown
        assert "count" in shown
        assert "2 papers [/] here" in await at.press("enter")
        await at.press("escape", "colon")
        await at.type("count")
        assert "2 papers [/] here" in await at.press("enter")


async def test_what_it_prints_becomes_a_note_or_tags_in_one_step(filled, desk):
    first, second = filled.view("").first(2)
    filled.note(first, "before")
    own = {
        "note": {"run": python("print('fern [/]')"), "key": "n", "output": "note"},
        "tag": {"run": python("print('wet'); print('green, and soft')"), "key": "t", "output": "tag"},
        "prose": {"run": python("print('x' * 200)"), "key": "p", "output": "tag"},
    }
    async with desk(filled, commands=own) as at:
        await at.press("space", "space")
        await at.press("comma", "n")
        assert [entry.note for entry in filled.entries([first, second])] == ["before\nfern [/]", "fern [/]"]
        assert "added to the notes on 2 papers" in at.said[-1]
        await at.press("u")
        assert [entry.note for entry in filled.entries([first, second])] == ["before", ""]
        await at.press("comma", "t")
        assert set(filled.entry(second).tags) == {"wet", "green and soft"}
        await at.press("u")
        assert not filled.entry(second).tags
        await at.press("comma", "p")
        assert "are no tags" in at.said[-1]


async def test_what_goes_wrong_is_seen_and_changes_nothing(filled, desk):
    own = {"moss": {"run": python("import sys; sys.exit('no fern')"), "key": "m", "output": "note"}, "bad": 3}
    async with desk(filled, commands=own) as at:
        assert any("commands: bad needs a program" in said for said in at.said)
        assert "moss failed (exit status 1): no fern" in await at.press("comma", "m")
        await at.press("escape")
        assert filled.coming("undo").verb == "import"


async def test_there_are_none_yet(filled, desk):
    async with desk(filled) as at:
        await at.press("comma")
        assert "no commands of yours yet" in at.said[-1]


def test_config_shows_them(run, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "config.toml").write_text('[commands]\nmoss = { run = "less -R", key = "m" }\nfern = 3\n')
    shown = run("config")
    assert "command   ,m  moss: less -R (shown)\n" in shown.stdout
    assert "commands: fern needs a program" in shown.stderr
    assert json.loads(run("config", "--json").stdout)["commands"] == [
        {"name": "moss", "key": "m", "run": ["less", "-R"], "output": "pane"}
    ]

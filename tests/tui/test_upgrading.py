"""The line that says how far an older library is brought up to date."""

from tui.desk import upgrading


def test_what_takes_a_moment_is_not_told(capsys):
    with upgrading.told() as tell:
        tell("words", 0.5)
    assert capsys.readouterr() == ("", "")


def test_what_takes_longer_is_a_line_for_each_stage_in_a_pipe(capsys, monkeypatch):
    monkeypatch.setattr(upgrading, "PATIENCE", -1.0)
    with upgrading.told() as tell:
        for stage, done in (("records", 0.1), ("records", 0.4), ("words", 0.0)):
            tell(stage, done)
    assert capsys.readouterr() == (
        "", "bringing the library up to date: records\nbringing the library up to date: words\n"
    )  # fmt: skip


def test_on_a_terminal_it_is_one_line_written_anew(capsys, monkeypatch):
    monkeypatch.setattr(upgrading, "PATIENCE", -1.0)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with upgrading.told() as tell:
        tell("records", 0.4)
        tell("records", 0.9)
    said = capsys.readouterr().err
    assert [part.strip() for part in said.split("\r")] == [
        "", "bringing the library up to date: records 40%", "bringing the library up to date: records 90%"
    ]  # fmt: skip
    assert said.count("\n") == 1

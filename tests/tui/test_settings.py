"""The settings file: the reader's own text stays, choices are put into it, mistakes are said."""

import stat

from hypothesis import given
from hypothesis import strategies as st

from tui.desk import citing, settings
from tui.desk.settings import Settings
from tui.themes import THEMES
from tui.widgets.paper_list import COLUMNS


def test_no_file_is_all_defaults(tmp_path):
    found = Settings.load(tmp_path / "config.toml")
    assert (found.style, found.sort, found.complaints) == ("bibtex", "-added", ())


def test_choices_are_remembered_and_comments_kept(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text('# mine\nstyle = "apa"  # last\n\n[keys]\nread = "m" # marked\n')
    Settings.load(path).remember(style="ieee", columns=("year", "title"), pane=False)
    text = path.read_text()
    assert "# mine" in text
    assert 'read = "m" # marked' in text
    again = Settings.load(path)
    assert (again.style, again.columns, again.pane, again.keys) == ("ieee", ("year", "title"), False, {"read": "m"})


def test_the_file_is_private_and_no_scraps_are_left(tmp_path):
    path = tmp_path / "deep" / "config.toml"
    assert Settings(path=path).remember(theme="light") is None
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["config.toml"]


def test_a_form_that_only_a_person_can_edit_is_left_alone(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text("columns = [\n  'year',\n  'title',\n]\n")
    problem = Settings.load(path).remember(columns=("author", "title"))
    assert problem is not None
    assert path.read_text() == "columns = [\n  'year',\n  'title',\n]\n"


def test_broken_toml_is_said_with_its_line(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text('style = "apa\n')
    found = Settings.load(path)
    assert found.style == "bibtex"
    assert "line 1" in found.complaints[0]


def test_unknown_names_and_wrong_types_are_said(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text("colour = 'red'\npane = 'yes'\n")
    found = Settings.load(path)
    assert len(found.complaints) == 2
    assert found.pane is True


@given(st.text(st.characters(blacklist_categories=["Cs"])), st.text(st.characters(blacklist_categories=["Cs"])))
def test_any_text_comes_back_equal(first, second):
    text = settings.put("", {"style": first, "contact": second})
    assert text is not None
    import tomllib

    assert tomllib.loads(text) == {"style": first, "contact": second}
    again = settings.put(text, {"style": second})
    assert again is not None
    assert tomllib.loads(again) == {"style": second, "contact": second}


def test_choices_that_do_not_exist_are_said_and_the_defaults_used(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text("theme = 'dusk'\nsort = 'bogus'\ncolumns = ['titel', 'year']\n")
    found = Settings.load(path)
    assert (found.theme, found.sort, found.columns) == ("", "-added", ("year",))
    assert [complaint.partition(": ")[2].partition(";")[0] for complaint in found.complaints] == [
        "theme cannot be 'dusk'", "sort cannot be 'bogus'", "columns cannot be 'titel'",
    ]  # fmt: skip
    path.write_text("theme = ''\nsort = '-date'\ncolumns = []\n")
    assert Settings.load(path).complaints == ()


def test_the_choices_are_those_that_the_screen_has():
    assert settings.KNOWN["theme"] == tuple(THEMES)
    assert settings.KNOWN["columns"] == tuple(column.id for column in COLUMNS)


def test_forms_and_patterns_that_are_none_are_said_and_the_defaults_used(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    found = Settings(style="apaa", template="{nope", key_pattern="[nope]")
    template, key_pattern, style = citing.check(found)
    assert "template '{nope' in the settings: " in template
    assert "key_pattern '[nope]' in the settings: " in key_pattern
    assert "style 'apaa' in the settings: unknown style “apaa”; choose from bibtex, apa" in style
    assert (found.style, found.template, found.key_pattern) == ("bibtex", "", "")
    assert citing.check(Settings(style="template", template="{title}", key_pattern="[auth][year]")) == []
    assert citing.check(Settings(style="csl:looked-for-when-it-is-used")) == []


async def test_the_screen_says_what_it_cannot_use(filled, desk, tmp_path):
    async with desk(filled, style="apaa", template="{nope") as at:
        assert any("unknown style “apaa”" in said for said in at.said)
        assert any("template '{nope' in the settings" in said for said in at.said)
        await at.press("Y")
        assert "BibTeX" in at.text


def test_a_symbolic_link_stays_one(tmp_path):
    target, link = tmp_path / "dotfiles.toml", tmp_path / "config.toml"
    target.write_text('# mine\nstyle = "apa"\n')
    target.chmod(0o644)
    link.symlink_to(target)
    assert Settings.load(link).remember(style="ieee") is None
    assert link.is_symlink()
    assert target.read_text() == '# mine\nstyle = "ieee"\n'
    assert stat.S_IMODE(target.stat().st_mode) == 0o644

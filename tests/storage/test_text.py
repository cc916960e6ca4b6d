"""What may reach a screen, and how words are compared."""

import json
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from storage.papers.text import MARKS_LIMIT, TITLE_LIMIT, clean, escaped, findable, fold, inert, is_plain
from tests.clock import within


@pytest.mark.parametrize(
    ("dirty", "wanted"),
    [
        pytest.param("a\x1b[31mred\x1b[0m", "ared", id="CSI colours"),
        pytest.param("a\x1b]0;your pane\x07b", "ab", id="OSC title ended by BEL"),
        pytest.param("a\x1b]52;c;cm0gLXJm\x1b\\b", "ab", id="OSC 52 clipboard ended by ST"),
        pytest.param("a\x1b]0;never ended", "a]0;never ended", id="an OSC that never ends loses only its escape"),
        pytest.param("a\x9b31mb", "ab", id="eight-bit CSI"),
        pytest.param("a\x1bPq#0\x1b\\b", "ab", id="DCS"),
        pytest.param("a\x00b\x07c\x7fd\x85", "abcd", id="NUL, BEL, DEL, NEL at the end"),
        pytest.param("safe\u202etxt.exe", "safetxt.exe", id="right-to-left override"),
        pytest.param("a\u2066b\u2069", "ab", id="isolates"),
        pytest.param("a\U000e0041\U000e007fb", "ab", id="tag characters"),
        pytest.param("a\ud800b", "ab", id="lone surrogate"),
        pytest.param("one\r\ntwo\tthree", "one two three", id="a title is one line"),
        pytest.param("👩\u200d🔬 \u2764\ufe0f", "👩\u200d🔬 \u2764\ufe0f", id="ZWJ and VS16 stay"),
        pytest.param("\u200d\u200dA\u200d\u200dB\u200d \u200dC\u200d", "A\u200dB C", id="joiners that join nothing"),
        pytest.param("\u200b\u200d\u200b\u200d👩\u200d\u200b\u200d🔬", "👩\u200d🔬", id="joiners with nothing between"),
        pytest.param("می\u200cخواهم", "می\u200cخواهم", id="a Persian non-joiner stays"),
        pytest.param("  [/] [@click=app.quit]x  ", "[/] [@click=app.quit]x", id="markup is only text"),
        pytest.param("François Güņ", "François Güņ", id="accents stay"),
    ],
)
def test_clean(dirty, wanted):
    assert clean(dirty) == wanted


def test_lines_stay_where_they_may():
    assert clean("one\r\ntwo\n\tthree", lines=True) == "one\ntwo\n\tthree"


def test_a_stack_of_marks_is_cut():
    assert clean("Z" + "\u0336" * 500).count("\u0336") == MARKS_LIMIT


def test_a_cut_is_shown():
    assert clean("x" * 5_000, TITLE_LIMIT) == "x" * (TITLE_LIMIT - 1) + "…"


@given(st.text())
@example("\x1b\x1b[[31m")
@example("\x1b]\x1b]")
@example("\u200d \u200d\x00\u200d")
def test_what_is_clean_holds_nothing_that_steers_a_terminal(text):
    cleaned = clean(text, lines=True)
    assert clean(cleaned, lines=True) == cleaned
    for character in cleaned:
        assert character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cs")
        assert character not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize("piece", ["\x1b]", "\u200d", "a\u200d", "\x1b[", "\x9b", "\u0336", " ", "\x1bP0;"])
def test_a_megabyte_of_one_piece_takes_no_time(piece):
    with within(2):
        clean(piece * 500_000, 1_000_000, lines=True)


@pytest.mark.parametrize(
    "alike",
    [
        ("Günther", 'G{\\"u}nther', 'G\\"unther', 'G\\"{u}nther', "GUNTHER", "Gunther"),
        ("Łukasz Straße", "{\\L}ukasz Stra{\\ss}e", "lukasz strasse"),
        ("O'Brien", "O’Brien", "OBrien", "O´Brien"),
        ("pre-training", "Pre training", "pre–training"),
        ("$\\lambda$-calculus", "λ-calculus", "lambda calculus"),
        ("\\emph{Deep} {RNA}s", "deep RNAs"),
        ("François", "Fran\\c{c}ois", "Fran\\c cois", "Franc\u0327ois"),
        ("ﬁne-tuning", "fine-tuning"),
        (
            "N2O",
            "N$_2$O",
            "N$_{2}$O",
            "$\\mathrm{N_2O}$",
            "$\\rm N_2O$",
            "{\\rm N}$_2$O",
            "N_2O",
            "N₂O",
            "\\ce{N2O}",
            "N<sub>2</sub>O",
            "N\\textsubscript{2}O",
            "$N_2O$",
            "n2o",
        ),
        ("14C", "$^{14}$C", "$^{14}\\mathrm{C}$", "¹⁴C", "<sup>14</sup>C", "^{14}C"),
        (
            "Nd2-xCexCuO4",
            "Nd$_{2-x}$Ce$_x$CuO$_4$",
            "Nd$_{2-x}$Ce$_{x}$CuO₄",
            "$\\mathrm{Nd}_{2-x}\\mathrm{Ce}_x\\mathrm{CuO}_4$",
        ),
        ("θ_13", "$\\theta_{13}$", "theta13", "theta_13"),
        ("y^2", "$y^2$", "y²", "y2"),
        ("k_B", "$k_B$", "kB", "$k_\\mathrm{B}$"),
        ("two_words and_three", "two words and three"),
        ("Mg(OH)$_2$", "Mg(OH)2"),
    ],
)
def test_forms_of_one_word_fold_alike(alike):
    assert len({fold(form) for form in alike}) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("L'ombre", "lombre ombre"),
        ("l’ombre d´une vague", "lombre ombre dune une vague"),
        ("L'{\\'E}tang", "letang etang"),
        ("l'e\u0301tang", "letang etang"),
        ("\\emph{qu'il pleuve}", "quil il pleuve"),
        ("'L'ombre' et l'eau", "lombre ombre et leau eau"),
        ("Sull'onda, dell’isola e nell'ERBA", "sullonda onda dellisola isola e nellerba erba"),
        ("L'IA", "lia ia"),
        ("De l' ombre", "de l ombre"),
        ("D'Ascoli", "dascoli ascoli"),
        ("Jean-d'Ormes", "jean dormes ormes"),
        ("O'Leary", "oleary"),
        ("don't we're it's", "dont were its"),
        ("Bell's and Dell's, l's", "bells and dells ls"),
        ("rock'n'roll", "rocknroll"),
        ("'t Woud", "t woud"),
        ("aujourd'hui", "aujourdhui"),
        ("f'(x)", "f x"),
        ("Ħ'amrun, Ta' Qali", "hamrun ta qali"),
    ],
)
def test_an_elided_word_is_found_joined_and_alone(text, words):
    assert findable(text) == words


@pytest.mark.parametrize("piece", ["l'a ", "l'", "'", "$_", "x_", "$", "<sub>", "qu’'", "_{"])
def test_half_a_megabyte_of_one_piece_is_folded_at_once(piece):
    with within(2):
        findable((piece * 500_000)[:500_000])


@given(st.text())
def test_what_is_findable_folds_to_itself(text):
    found = findable(text)
    assert fold(found) == found


@given(st.text(st.sampled_from("abl0 .,'`_$^{}<>sup/\\-\né"), max_size=12))
def test_a_plain_text_folds_character_by_character(text):
    if is_plain(text):
        assert findable(text) == " ".join(
            "".join(findable(f"a{one}a")[1:-1] or " " * (one not in "'`{}$^") for one in text).split()
        )


def test_every_cjk_character_is_a_word():
    assert fold("深度学习 Survey") == "深 度 学 习 survey"


@given(st.text())
def test_folding_twice_changes_nothing(text):
    folded = fold(text)
    assert fold(folded) == folded
    assert folded == " ".join(folded.split())


@pytest.mark.parametrize("hidden", ["\xad", "\u180e", "\u2061\u2064", "\u206a\u206f", "\U0001d173", "\U000e0041"])
def test_what_is_never_seen_goes(hidden):
    assert clean(f"pho{hidden}to") == inert(f"pho{hidden}to") == "photo"


def test_a_text_cannot_be_hidden_in_selectors_behind_a_character():
    assert clean("x" + "\ufe01\U000e0141" * 40 + "y") == "x" + "\ufe01\U000e0141" * (MARKS_LIMIT // 2) + "y"
    assert clean("❤\ufe0f 葛\U000e0100") == "❤\ufe0f 葛\U000e0100"


@given(st.text(st.characters() | st.sampled_from("\x1b\x9b\x9d\u202e\xad\U000e0041\n\t\x7f\udc9b")))
def test_the_wall_lets_clean_text_through_and_nothing_else(text):
    for lines in (True, False):
        assert inert(clean(text, lines=lines)) == clean(text, lines=lines)
    passed = inert(text)
    assert inert(passed) == passed
    assert not any(one not in "\n\t" and unicodedata.category(one) in ("Cc", "Cs") for one in passed)


@given(st.recursive(st.text(st.characters() | st.sampled_from("\x9b\u202e\x7f\udc9b\U000e0041")), st.lists))
def test_json_that_is_escaped_says_the_same(value):
    document = escaped(json.dumps(value, ensure_ascii=False))
    assert json.loads(document) == value
    assert inert(document) == document

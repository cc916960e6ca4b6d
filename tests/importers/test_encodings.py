"""Bytes to text: what is declared, what is UTF-8 but for a byte, what the letters tell, and what is not sure."""

import io
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers import InputError, Listed, Page, charsets, decode, from_bytes, from_file, from_stream, from_text, read

TEXTS = {
    "gb18030": ("沿海湿地的观测方法", "王小明"),
    "big5": ("沿海濕地的觀測方法與應用", "陳建國"),
    "shift_jis": ("干潟における観測データの解析", "山田花子"),
    "euc_jp": ("干潟における観測データの解析", "山田花子"),
    "euc_kr": ("해안 습지의 관측 방법에 관한 연구", "이영수"),
    "koi8_r": ("Наблюдения за приливами на побережье", "Волнова, Анна"),
    "cp1251": ("Наблюдения за приливами на побережье", "Волнова, Анна"),
    "cp866": ("Наблюдения за приливами на побережье", "Волнова, Анна"),
    "iso8859_5": ("Наблюдения за приливами на побережье", "Волнова, Анна"),
    "koi8_u": ("Спостереження за припливами їхні", "Хвильова, Ірина"),
    "cp1253": ("Παρατηρήσεις της παλίρροιας στην ακτή", "Κύματος, Άννα"),
    "cp1256": ("رصد المد والجزر على الساحل", "أحمد البحري"),
    "cp874": ("การสังเกตน้ำขึ้นน้ำลงที่ชายฝั่ง", "สมชาย ทะเล"),
    "cp1252": ("Über die Gezeiten – “Flut” à l’été", "Søndergård, Åse"),
    "cp1250": ("Pływy są źródłem życia na wybrzeżu", "Wójcik, Łucja"),
    "mac_roman": ("Über die Höhe der Fluten im Süden", "Müller, Jürgen"),
}
"""A title and a name of each encoding."""


def bib(title: str, name: str, head: str = "") -> str:
    entry = f"@article{{k, title = {{{title}}},\n author = {{{name}}},\n journal = {{Shore}}, year = 2001}}\n"
    return head + entry


def papers(page: Page) -> list[tuple[str, str]]:
    found = [item.paper for item in read(page) if isinstance(item, Listed)]
    return [(paper.title, ", ".join(name.text for name in paper.authors)) for paper in found]


@pytest.mark.parametrize("name", TEXTS)
def test_an_encoding_is_told_by_its_letters(name: str) -> None:
    page = from_bytes(bib(*TEXTS[name]).encode(name))
    assert TEXTS[name][0] in page.text
    assert TEXTS[name][1] in page.text
    assert page.doubt.startswith("the encoding was guessed: ")


@pytest.mark.parametrize("name", TEXTS)
def test_an_encoding_that_is_named_is_taken(name: str) -> None:
    data = bib(*TEXTS[name]).encode(name)
    for page in (from_bytes(data, encoding=name), from_stream(io.BytesIO(data), encoding=name.upper())):
        assert (page.text, page.doubt) == (bib(*TEXTS[name]), "")


ALPHABETS = [
    ("cp1254", "Kıyı sulak alanlarında gelgit gözlemleri: İzmir örneği ve değişim", "Dalgalı, Işıl"),
    ("cp1254", "Çöl rüzgârlarının kuşlara etkisi üzerine bir çalışma", "Şahinoğlu, Ağca"),
    ("cp1250", "Příliv a odliv v českých mořích: pozorování žáků", "Vlnková, Žofie"),
    ("iso8859_2", "Příliv a odliv v českých mořích: pozorování žáků", "Vlnková, Žofie"),
    ("iso8859_2", "Pływy są źródłem życia na wybrzeżu", "Wójcik, Łucja"),
    ("iso8859_2", "Vízparti élőhelyek és költőmadarak: őszi gyűrűzés", "Hullám, Győző"),
    ("cp1250", "Plima i oseka: životinje na obali u očima učenika", "Valić, Željka"),
    ("cp1257", "Potvyniai ir atoslūgiai: pajūrio šlapynių stebėjimas", "Bangienė, Živilė"),
    ("cp1252", "Flóð og fjara við Íslandsstrendur: þættir úr sögu", "Sævarsdóttir, Þóra"),
    ("cp1252", "Veður og vatn: Friðrik á ferð", "Guðmundur Þorsteinsson"),
    ("cp1252", "Perché la marea è così: più di un’osservazione", "Onda, Nicolò"),
    ("cp1252", "Observações da maré: relações e condições", "Conceição, João"),
]  # fmt: skip
"""Languages that share most bytes with those of western Europe, and some of these."""


@pytest.mark.parametrize(("name", "title", "author"), ALPHABETS)
def test_a_language_of_ascii_letters_mostly_is_told_by_its_others(name: str, title: str, author: str) -> None:
    page = from_bytes(bib(title, author).encode(name))
    assert (title in page.text, author in page.text) == (True, True)
    assert page.doubt.startswith("the encoding was guessed: ")


@pytest.mark.parametrize("text", ["Beşir", "Größe der Städte; Muñoz; Lefèvre; Åström; Conceição", "Dvořák", "café"])
def test_few_letters_or_those_of_many_western_languages_change_nothing(text: str) -> None:
    data = text.encode("cp1254" if "ş" in text else "cp1250" if "ř" in text else "cp1252")
    assert charsets.told(data) == "cp1252"


DECLARATIONS = (
    '<?xml version="1.0" encoding="{}"?>\n<x>',
    "<?xml version='1.0' encoding='{}' standalone='yes'?>\n<x>",
    '<!DOCTYPE html>\n<html><head><meta charset="{}"><title>',
    '<html><head><META http-equiv="Content-Type" content="text/html; charset={}">',
    "% Encoding: {}\n",
    "% -*- mode: bibtex; coding: {} -*-\n",
)


@pytest.mark.parametrize("declaration", DECLARATIONS)
@pytest.mark.parametrize(
    ("label", "name"),
    [("koi8-r", "koi8_r"), ("windows-1251", "cp1251"), ("GB2312", "gbk"), ("Shift_JIS", "cp932"), ("ISO-8859-1", "latin-1")],
)  # fmt: skip
def test_a_declared_encoding_is_heeded(declaration: str, label: str, name: str) -> None:
    word = {"koi8_r": "всё", "cp1251": "Ёж", "gbk": "联通", "cp932": "ﾃｽﾄ", "latin-1": "é"}[name]
    page = from_bytes((declaration.format(label) + word).encode(name))
    assert (page.text, page.doubt) == (declaration.format(label) + word, "")


def test_what_plainly_is_utf8_is_so_whatever_it_declares() -> None:
    for label in ("iso-8859-1", "koi8-r", "gb2312", "no-such-thing", "utf-16"):
        text = f'<?xml version="1.0" encoding="{label}"?>\n<x>Søndergård, Åse, und Müller</x>'
        assert from_bytes(text.encode()).text == text


@pytest.mark.parametrize("entries", [("Müller", 1, 1), ("Müller", 9, 1), ("Ægir’s Öre", 1, 9)])
def test_a_stray_byte_leaves_the_rest_utf8(entries: tuple[str, int, int]) -> None:
    word, right, stray = entries
    good, bad = (bib(f"{word} in {where}", word) for where in ("peace", "disorder"))
    page = from_bytes((good * right).encode() + (bad * stray).encode("cp1252"))
    assert page.text == good * right + bad * stray
    assert page.doubt == "the encoding was guessed: utf-8, and cp1252 where it is not"


def test_entries_of_another_encoding_amid_utf8() -> None:
    good, bad = bib("Über 湿地", "Ångström"), bib(*TEXTS["gb18030"])
    assert from_bytes(good.encode() * 3 + bad.encode("gb18030") + good.encode()).text == good * 3 + bad + good


@given(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\r\0\x1b\ufeff\ufffd")))
def test_any_text_in_utf8_comes_back(text: str) -> None:
    page = from_bytes(text.encode())
    assert (page.text, page.doubt) == (text, "")


@pytest.mark.parametrize(
    "encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "utf-16", "utf-32", "utf-8-sig"]
)
def test_wide_encodings_with_and_without_a_mark(encoding: str) -> None:
    for name in ("gb18030", "cp1252", "koi8_r"):
        text = bib(*TEXTS[name]) * 40
        assert from_bytes(text.encode(encoding)).text == text


def test_japanese_mail() -> None:
    text = bib(*TEXTS["shift_jis"])
    assert from_bytes(text.encode("iso2022_jp")).text == text


def test_what_is_not_sure_is_refused_with_what_to_do() -> None:
    for data in (bytes(range(0x80, 0x100)), "ОБЗОР".encode("koi8_r"), "鄱阳".encode("gb18030")):
        with pytest.raises(InputError, match="--encoding NAME"):
            from_bytes(data)


def test_what_does_not_fit_the_encoding_named_is_said() -> None:
    page = from_bytes(b"@misc{a, title={M\xfcller}, year=2001}", encoding="utf-8")
    assert page.doubt == "1 character could not be read as utf-8"


@pytest.mark.parametrize("name", ["runes", "rot13", "zip", "idna", "", "hex", "../etc", "\0"])
def test_what_is_no_encoding_is_a_sentence(name: str) -> None:
    with pytest.raises(InputError, match="there is no encoding"):
        decode.codec(name)


def test_every_label_of_the_table_and_every_example_is_an_encoding() -> None:
    assert all(map(charsets.codec, (*charsets._LABELS, *charsets.EXAMPLES.split(", "))))


@pytest.mark.parametrize("name", ["gb18030", "koi8_r", "cp1252", "utf-8"])
def test_a_large_file_is_streamed_in_its_encoding(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode, "SIZE_LIMIT", 1 << 22)
    entry = bib(*TEXTS.get(name, TEXTS["cp1252"]))
    plain = "@misc{p, title = {Plain}}\n"
    path = tmp_path / "large.bib"
    path.write_bytes(plain.encode() * 60_000 + entry.encode(name) * 30_000)
    page = from_file(path)
    assert page._text is None
    *_, first, second, third = page.lines()
    assert f"{first}\n{second}\n{third}\n" == entry
    stray = bib("Stray Müller", "Ebb, Ida").encode("cp1252")
    path.write_bytes(plain.encode() * 60_000 + bib("Ülme", "Reed").encode() * 30_000 + stray)
    assert any("Stray Müller" in line for line in from_file(path).lines())


def test_binary_is_no_encoding() -> None:
    assert from_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xfe\x80").text


def test_a_file_has_one_address_however_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shore").mkdir()
    path = tmp_path / "shore" / "tides.bib"
    path.write_text(bib("Tides", "Marsh, Cai"))
    (tmp_path / "link.bib").symlink_to(path)
    (tmp_path / "sea").symlink_to(tmp_path / "shore")
    monkeypatch.chdir(tmp_path / "shore")
    names = ("tides.bib", "../link.bib", "../sea/tides.bib", "../shore/../shore/tides.bib", str(path))
    assert {from_file(Path(name)).address for name in names} == {os.path.realpath(path)}
    monkeypatch.setattr(decode, "SIZE_LIMIT", 10)
    assert from_file(Path("tides.bib")).address == os.path.realpath(path)


def test_what_is_no_file_has_no_address() -> None:
    text = bib("Tides", "Marsh, Cai")
    pages = from_text(text), from_bytes(text.encode()), from_stream(io.BytesIO(text.encode()))
    assert [page.address for page in pages] == ["", "", ""]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a name is text")
def test_the_address_of_a_name_that_is_no_utf8_is_text(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/m\xfcll.bib"))
    path.write_text(bib("Tides", "Marsh, Cai"))
    assert from_file(path).address == f"{os.path.realpath(tmp_path)}/m\\xfcll.bib"

"""Who did what to a work: MARC's relators (https://www.loc.gov/marc/relators), by code or word -> the roles of CSL."""

from typing import Any

from storage.papers.bibfields import by_name
from storage.papers.paper import ROLES

_ROLES = by_name("""
    author = aut, author, cre, creator, dis, dissertant, joint author, co-author, verfasser, verfasserin, verf, auteur,
    autor, autore, art, artist, pht, photographer, prg, programmer, inv, inventor, ive, interviewee, edm, spk, speaker,
    säveltäjä, kirjoittaja, författare, forfatter, researcher, res, contributor.author;
    editor = edt, editor, edc, editor of compilation, hrsg, herausgeber, herausgeberin, ed, editors, book editor,
    éditeur scientifique, pbd, redaktor, curatore, toimittaja, redaktör, joint editor, volume editor;
    collection-editor = series editor, serieseditor; translator = trl, translator, translated by, übersetzer,
    übersetzerin, traducteur, traductor, traduttore, kääntäjä, översättare, tłumacz; illustrator = ill, illustrator;
    composer = cmp, composer; director = drt, flm, film director, director; interviewer = ivr, interviewer;
    compiler = com, compiler; recipient = rcp, addressee, recipient; contributor = ctb, contributor, mitwirkender;
    narrator = nrt, narrator; producer = pro, producer; performer = prf, performer; host = hst, host;
    curator = cur, curator; organizer = orm, organizer; publisher = pbl, publisher, verlag, dgg,
    degree granting institution, degree grantor, dst
""")
SUFFIXES = frozenset("Jr. Jr Sr. Sr I II III IV V 2nd 3rd".split())
"""What stands where a catalogue has words to address a person by, and is part of the name."""


def role(said: str) -> str:
    """Return CSL's role of a relator, `publisher` for one who published it, empty for one whose part is another.

    `said` is a code, a word in whatever language, or the address of either: `aut`, `Editor.`, `(Verfasser)`.
    """
    return _ROLES.get(said.lower().rpartition("/")[2].strip(" .,;:()[]"), "")


def once(item: dict[str, Any]) -> dict[str, Any]:
    """Return an item of CSL with each person once in a role, and each ISSN and ISBN; without what says nothing."""
    for name in ("author", *ROLES):
        if name in item:
            item[name] = list({str(person): person for person in item[name]}.values())
    for name in ("ISSN", "ISBN"):
        if name in item:
            item[name] = ", ".join(dict.fromkeys(item[name]))
    return {name: value for name, value in item.items() if value}

"""Where in a journal a paper stands, as catalogues write it in one field: `Vol. 12, no. 3 (2019), p. 201-209`."""

import re
from typing import Any

from importers import dates, facts

_NUMBER = r"[:.]?\s?(?P<number>[A-Za-z]{0,2}\d[\w/–-]{0,11}|[IVXLC]{1,8}\b)"
_MARKED = {
    "volume": re.compile(
        rf"(?i:\b(?:vol(?:ume|umen)?|v|bd|band|jg|jahrg|jahrgang|tome?|tomo|t|årg|roč|ročník|sv|т|том)\b){_NUMBER}"
    ),
    "issue": re.compile(
        r"(?i:\b(?:no|nos|nr|núm|num|number|issue|iss|n[º°]?|h|heft|hft|fasc|sayı|č|seš|zesz|вып|выпуск)\b\s?|№\s?)"
        rf"{_NUMBER}"
    ),
}
_PAGES = re.compile(
    r"(?i:\b(?:pp?|pages?|s|с|стр|seiten?|págs?|pag|ss|side)\b)[:.]?\s?"
    r"(?P<pages>[A-Za-z]{0,3}\d{1,7}(?:\s?[-–]{1,2}\s?[A-Za-z]{0,3}\d{1,7})?)"
    r"|[,;:)]\s?(?P<last>[A-Za-z]{0,2}\d{1,6}\s?[-–]{1,2}\s?[A-Za-z]{0,2}\d{1,6}|\d{5,7}|[A-Za-z]\d{3,7})\s?\.?\s*\Z"
)
# 12(2003)4; 12:3 (2003); 12 (2003) 4; 12(3)
_BARE = re.compile(
    r"\s*(\d{1,4})\s?(?:\((?:1[5-9]|20)\d\d\)\s?,?\s?(\d{1,3}(?:/\d{1,3})?(?!\d))?"
    r"|[:.]\s?(\d{1,3}(?:/\d{1,3})?)\b|\((\d{1,3})\))"
)
_IN_BRACKETS = re.compile(r"\((?:[^()\d]{0,30}\s)?[^()]{0,20}\b(?:1[5-9]|20)\d\d\b[^()]{0,20}\)")
_YEAR = re.compile(r"(?<![\d-])(?:1[5-9]|20)\d\d(?![\d-])")
_ISSN = re.compile(r"[,;(]?\s?e?-?ISSN:?\s?\d{4}-?\d{3}[\dXx]\)?")
_BEGINS = re.compile(r"[,;.]?\s\(?(?:(?i:vol(?:ume)?|bd|jg|no|nr|núm|iss(?:ue)?|tomo?|v|n|h)\b[:.]?\s?\d)")


def place(text: str) -> dict[str, Any]:
    """Return volume, issue, page and issued out of a text that tells where in a journal or a book a paper stands."""
    text = text[:500]
    item: dict[str, Any] = {name: found["number"] for name, mark in _MARKED.items() if (found := mark.search(text))}
    if not item and (bare := _BARE.match(text)):
        item = {"volume": bare[1], "issue": bare[2] or bare[3] or bare[4]}
    if found := _PAGES.search(text):
        item["page"] = facts.pages(found["pages"] or found["last"])
    told = _IN_BRACKETS.search(text) or _YEAR.search(text)
    if told and (day := dates.edtf(told[0].strip("()"))):
        item["issued"] = {"raw": day}
    return {name: value for name, value in item.items() if value}


def apart(text: str) -> tuple[str, dict[str, Any]]:
    """Return the title of a journal out of a text that goes on with the place in it, and that place.

    The title is empty where no volume or issue divides the two.
    """
    found = _BEGINS.search(text[:500])
    if found is None or not any(map(str.isalpha, text[: found.start()])):
        return "", {}
    journal = _ISSN.sub("", text[: found.start()]).strip(" ,;.(")
    return journal, place(text[found.start() :].lstrip(" ,;."))

"""`python -m storage > docs/query.md` writes the page of the query language anew; a test says when it is due."""

from storage.fields import FIELDS, Field

_HEAD = """\
# The query language

The filter line, `papershelf list`, `papershelf export` and saved searches read the same words.

```
attention bengio                    both, anywhere; each is the beginning of a word
"mean field"                        these words in a row
author:noether year:2019..2023      a field and a range
author:"Noether, E."                a name as bibliographies write it
-status:read                        not these; NOT says so too
(title:graph OR tag:thesis) -gan    brackets and alternatives; or and | say so too
from:hf score:>20 sort:-score       as a listing had it, in an order
from:icml section:optics            under a heading of a page
```

Search ignores case, accents and TeX: `gunther` finds Günther and `G{\\"u}nther`, `n2o` finds N₂O and `N$_2$O`. An
elided word is found with its article and without: `l'onde`, `londe` and `onde` find L’onde. A bare word may also be a
keyword. A name in quotes with a comma is a family name and given names of one author, in whichever order the list shows
them; an initial stands for any name it begins.

A DOI, an arXiv id, a link or a citation key finds its paper without a field before it.

What is half typed is read as far as it goes. A name with a colon that is no field, and begins no citation key, is
underlined, and the nearest field is offered. When nothing matches, and only then, the nearest words are offered with
what they would find.

## Fields

A word of a text is found by its beginning; so are a tag, a listing, a citation key, a DOI and the values of `status:`,
`is:` and `has:`. Numbers and days may be ranges: `2019`, `2019..2023`, `2019..`, `..2023`, `>2019`, `>=2019`, `<2023`,
`<=2023`. A day may be a month or a year, `today`, `yesterday`, or so long ago: `7d`, `2w`, `3m`, `1y`. A `doubtful`
paper has a seam to look at, an `incomplete` one lacks authors, an `untitled` one is known by an identifier alone until
it is looked up, a `joined` one is made of several records, so that `from:thesis is:joined` is what that import joined;
priorities run from -9 to 9. A tag has what stands below it:
`tag:"ml"` finds what is tagged `ml` or `ml/nlp`. With `is:deleted` beside the other terms a query is one on the papers
that were taken off the shelf, and on those alone.

| field | what goes behind the colon |
|---|---|
"""
_FOOT = """
## Orders

Every value of `sort:` is an order, and with `-` before it the other way round. The shelf's own is `-added`, newest
first.
"""


def _row(field: Field) -> str:
    examples = ", ".join(f"`{one}`" for one in field.examples)
    return f"| `{field.name}:` | {': '.join(filter(None, (field.hint, examples)))} |\n"


def page() -> str:
    """Return docs/query.md: the language by examples, every field, and the orders."""
    return _HEAD + "".join(map(_row, FIELDS.values())) + _FOOT


if __name__ == "__main__":
    print(page(), end="")

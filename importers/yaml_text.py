"""The records of a YAML text: every scalar a string, as it stands; mappings know where in the text they are."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from importers.json_text import Record
from importers.reader import Skipped, skip

MOST = 500_000
"""Values of one text that are looked at, what an alias repeats each time: a kilobyte of aliases can say a billion."""
_DEEPEST = 50
_UNPRINTED = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Members(dict[str, Any]):
    """A mapping of the text; of a name that stands in it twice the last is told."""

    line = 1
    """Where it begins, from 1."""
    source = ""
    """Its own text."""
    pairs: Sequence[tuple[str, Any]] = ()
    """All its members, in order."""


class YamlError(ValueError):
    """The text is no YAML, or says more than can be looked at."""


def documents(text: str) -> Iterator[Any]:
    """Yield the values of a text: strings, lists and Members (YAML 1.2, the failsafe schema). Raises YamlError."""
    import yaml  # 15 ms, and most pages are no YAML

    # libyaml takes no tab behind a colon, and no character that YAML does not print (YAML 1.2.2, section 5.1).
    text = _UNPRINTED.sub("\ufffd", "\n".join(line.rstrip(" \t") for line in text.split("\n")))
    made = _Made(text)
    try:
        for node in yaml.compose_all(text, Loader=yaml.CLoader if yaml.__with_libyaml__ else yaml.Loader):
            yield made.value(node, 0)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        raise YamlError(f"{where}{getattr(error, 'problem', None) or 'it cannot be read'}") from None
    except RecursionError:
        raise YamlError("it is too deeply nested") from None


def records(text: str, within: tuple[str, ...] = ()) -> Iterator[Record | Skipped]:
    """Yield the records of a text: the members of its lists, those of the lists that have one of these names, or the
    whole; what is no YAML is skipped, with the reason."""
    try:
        for value in documents(text):
            held = [value[name] for name in within if isinstance(value, Members) and isinstance(value.get(name), list)]
            line = 1
            for member in held[0] if held else value if isinstance(value, list) else [value]:
                if isinstance(member, Members):
                    line = member.line
                    yield Record(line, member, member.source)
                elif member:
                    yield skip(line, "not a record", str(member)[:200])
    except YamlError as error:
        yield skip(1, f"the YAML is broken: {error}", "")


class _Made:
    def __init__(self, text: str) -> None:
        self.text, self.count = text, 0

    def value(self, node: Any, depth: int) -> Any:
        self.count += 1
        if self.count > MOST or depth > _DEEPEST:
            raise YamlError("it says more than can be looked at")
        if node is not None and node.id == "sequence":
            return [self.value(one, depth + 1) for one in node.value]
        if node is not None and node.id == "mapping":
            pairs = [(str(self.value(key, depth + 1)), self.value(one, depth + 1)) for key, one in node.value]
            members = Members(pairs)
            members.pairs = pairs
            members.line = node.start_mark.line + 1
            members.source = self.text[node.start_mark.index : node.end_mark.index].rstrip()
            return members
        # `~` and nothing are nothing; whatever else is written stands as it is: 2020, no, 010.
        return "" if node is None or (not node.style and node.value in ("~", "null")) else node.value

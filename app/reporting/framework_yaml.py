"""Criteria as YAML: read with the line of every value, numbers exactly as written; and written back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

import yaml

from app.domain.document import Path
from app.domain.errors import Sentence, sentence
from app.domain.text import N_

from .framework_faults import Place, UnusableFramework

DEEPEST: Final = 20
_NUMBER: Final = "tag:yaml.org,2002:float"
_NULL, _BOOL = "tag:yaml.org,2002:null", "tag:yaml.org,2002:bool"
_TEXT, _MAP, _LIST = "tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"


class _Loader(yaml.CSafeLoader):
    """Plain words stay words: `No` and `2026-01-01` are texts, only true and false are truth values."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 -- PyYAML's own attribute, filled below


_Loader.add_implicit_resolver(_NULL, re.compile(r"(~|null|Null|NULL|)\Z"), ["~", "n", "N", ""])
_Loader.add_implicit_resolver(_BOOL, re.compile(r"(true|True|TRUE|false|False|FALSE)\Z"), list("tTfF"))
_Loader.add_implicit_resolver(_NUMBER, re.compile(r"-?(0|[1-9]\d*)(\.\d+)?\Z"), list("-0123456789"))


@dataclass
class _Walk:
    """Turns nodes into values, remembering where each stood and what cannot be taken."""

    places: dict[Path, Place] = field(default_factory=dict)
    faults: list[tuple[Place, Sentence]] = field(default_factory=list)

    def refuse(self, node: yaml.Node, text: str, **params: object) -> None:
        self.faults.append((_place(node), sentence(text, **params)))

    def value(self, node: yaml.Node, path: Path) -> Any:
        self.places.setdefault(path, _place(node))
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if isinstance(node, yaml.MappingNode) and node.tag == _MAP:
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode) and node.tag == _LIST:
            return [self.value(item, (*path, position)) for position, item in enumerate(node.value)]
        return self.refuse(node, N_("YAML tags (!) are not accepted."))

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        if node.tag == _NUMBER:
            return Decimal(node.value)
        if node.tag == _BOOL:
            return node.value.lower() == "true"
        if node.tag not in (_NULL, _TEXT):
            return self.refuse(node, N_("YAML tags (!) are not accepted."))
        return node.value if node.tag == _TEXT else None

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.refuse(key, N_("The name of a value must be a word."))
            elif key.value in values:
                self.refuse(key, N_("“%(key)s” stands here twice. Keep one."), key=key.value)
            else:
                self.places[(*path, key.value)] = _place(key)
                values[key.value] = self.value(value, (*path, key.value))
        return values


def _place(node: yaml.Node) -> Place:
    return Place(row=node.start_mark.line + 1)


def read_yaml(content: bytes, filename: str) -> tuple[Any, dict[Path, Place], list[tuple[Place, Sentence]]]:
    """The document of a YAML file, the place of each value, and what could not be taken.

    Raises UnusableFramework when the file is not UTF-8 or not YAML at all.
    """
    walk = _Walk()
    try:
        text = content.decode("utf-8-sig")
        _refuse_what_composing_cannot_bear(text, filename)
        node = yaml.compose(text, Loader=_Loader)
    except UnicodeDecodeError:
        raise UnusableFramework(filename, [_whole(N_("Please save the file as UTF-8 text."))]) from None
    except yaml.MarkedYAMLError as error:
        row = error.problem_mark.line + 1 if error.problem_mark else 0
        reason = sentence(N_("This line cannot be read as YAML. Check indents, quotes, brackets and colons."))
        raise UnusableFramework(filename, [(Place(row=row), reason)]) from None
    except yaml.YAMLError:
        raise UnusableFramework(filename, [_whole(N_("The file cannot be read as YAML text."))]) from None
    if node is None:
        raise UnusableFramework(filename, [_whole(N_("The file is empty."))])
    return walk.value(node, ()), walk.places, walk.faults


def _refuse_what_composing_cannot_bear(text: str, filename: str) -> None:
    """Composing recurses in C, where 100,000 brackets end the whole process; events come one by one."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        place = Place(row=event.start_mark.line + 1 if event.start_mark else 0)
        if depth > DEEPEST:
            reason = sentence(N_("This is nested too deeply."))
            raise UnusableFramework(filename, [(place, reason)])
        if isinstance(event, yaml.AliasEvent):
            reason = sentence(N_("References (& and *) are not accepted. Write the content out."))
            raise UnusableFramework(filename, [(place, reason)])


def _whole(text: str) -> tuple[Place, Sentence]:
    return Place(), sentence(text)


class _Dumper(yaml.SafeDumper):
    """Writes short groups on one line, indents lists, and numbers as they were written."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _number(dumper: yaml.SafeDumper, number: Decimal) -> yaml.ScalarNode:
    text = format(number, "f")
    kind = "float" if "." in text else "int"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", text)


_Dumper.add_representer(Decimal, _number)


def write_yaml(document: Mapping[str, Any]) -> bytes:
    """A document as YAML (UTF-8); reading it gives the same document."""
    return yaml.dump(
        dict(document),
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=None,
        width=2000,
    ).encode()

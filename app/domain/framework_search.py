"""Finding criteria among many: by section, and by words in any of their texts."""

from .framework import Criterion, Framework, Section


def matching(
    framework: Framework, *, section: str = "", words: str = ""
) -> list[tuple[Section, tuple[Criterion, ...]]]:
    """The sections with those criteria that hold all `words` (separated by spaces, in any language).

    `section` narrows to the section with this code; "" is all. A section without a match is left out.
    """
    wanted = words.casefold().split()
    found = []
    for each in framework.sections:
        if section and each.code != section:
            continue
        criteria = tuple(
            criterion for criterion in each.criteria if all(word in _text_of(criterion) for word in wanted)
        )
        if criteria:
            found.append((each, criteria))
    return found


def _text_of(criterion: Criterion) -> str:
    texts = [criterion.title, criterion.guidance, *criterion.look_for]
    texts += [requirement.title for requirement in criterion.evidence]
    texts += [level.text for level in criterion.levels]
    words = [criterion.code, *(word for text in texts for word in text.texts.values())]
    return "\n".join(words).casefold()

"""A text in several languages: {zh: …, en: …}, and which of them a reader is shown."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LocaleText:
    """One text in every language it was written in; `default` is the language of the document (SCHEMA §1)."""

    texts: Mapping[str, str]
    default: str = "zh"

    def in_language(self, language: str | None) -> str:
        """The text for a reader of `language` ("en", "zh_CN" …).

        Falls back to the document's own language, then to any language present; "" where there is none.
        """
        wanted = (language or self.default).replace("-", "_")
        for name in (wanted, wanted.partition("_")[0], self.default, *self.texts):
            if self.texts.get(name):
                return self.texts[name]
        return ""

    def __str__(self) -> str:
        return self.in_language(self.default)

    def __bool__(self) -> bool:
        return any(self.texts.values())

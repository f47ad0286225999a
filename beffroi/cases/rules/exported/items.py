"""The cases of a JSON document, each with the line on which it begins."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final, NoReturn

_SPACE: Final = re.compile(r"[ \t\n\r]*")


class BadExport(Exception):
    """An export cannot be read; the message is French and names file, line and reason."""

    def __init__(self, name: str, line: int, reason: str) -> None:
        self.name = "".join(c if c.isprintable() else "?" for c in name[:80])
        self.line, self.reason = line, reason
        super().__init__(f"{self.name}, ligne {line} : {reason}")


def items(content: bytes, name: str) -> Iterator[tuple[int, Any]]:
    """Line and value of every case: those of a list, of the list under ``data``, or the one that stands alone.

    Raises BadExport.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadExport(name, line, "le fichier n’est pas en UTF-8.") from None
    scan = _Scan(text, name)
    if scan.sees("["):
        yield from scan.list()
    elif scan.sees("{") and '"data"' in text:
        yield from scan.listed()
    else:
        yield scan.line, scan.value()
    scan.end()


class _Scan:
    """A place in the text, which only goes forward."""

    def __init__(self, text: str, name: str) -> None:
        self._text, self._name = text, name
        self._at, self._counted, self.line = 0, 0, 1
        self._decoder = json.JSONDecoder(parse_constant=_no_number)
        self._pass_space()

    def sees(self, sign: str) -> bool:
        return self._text.startswith(sign, self._at)

    def value(self) -> Any:
        try:
            found, self._at = self._decoder.raw_decode(self._text, self._at)
        except json.JSONDecodeError as error:
            raise BadExport(self._name, error.lineno, _malformed(error.msg)) from None
        except RecursionError:
            raise self._bad("le JSON est imbriqué trop profondément.") from None
        except ValueError:
            raise self._bad("un nombre n’est pas lisible.") from None
        self._pass_space()
        return found

    def list(self) -> Iterator[tuple[int, Any]]:
        """The values of a list, each with its line."""
        self._take("[")
        while not self.sees("]"):
            yield self.line, self.value()
            if not self.sees("]"):
                self._take(",")
        self._take("]")

    def listed(self) -> Iterator[tuple[int, Any]]:
        """The values of the list that an object holds under ``data``; without one, the object itself."""
        start = (self._at, self._counted, self.line)
        self._take("{")
        while not self.sees("}"):
            key = self.value()
            self._take(":")
            if key == "data" and self.sees("["):
                yield from self.list()
                start = (0, 0, 0)
            else:
                self.value()
            if not self.sees("}"):
                self._take(",")
        self._take("}")
        if start[2]:
            self._at, self._counted, self.line = start
            yield self.line, self.value()

    def end(self) -> None:
        """Nothing may follow."""
        if self._at < len(self._text):
            raise self._bad(_malformed("Extra data"))

    def _take(self, sign: str) -> None:
        if not self.sees(sign):
            raise self._bad(_malformed(f"Expecting '{sign}'"))
        self._at += 1
        self._pass_space()

    def _pass_space(self) -> None:
        matched = _SPACE.match(self._text, self._at)
        self._at = matched.end() if matched else self._at
        self.line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at

    def _bad(self, reason: str) -> BadExport:
        return BadExport(self._name, self.line, reason)


def _malformed(message: str) -> str:
    return f"ce n’est pas du JSON bien formé ({message})."


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)

"""CPython judges the statements that the server offers; run by `lines.ts` on the Python that judges.

`judge_lines.py list` prints the files of this Python's standard library, a JSON object a line:
`{"path"}`, with `"text"` when a file is not in UTF-8, with `"skipped"` when it cannot even be read.

`judge_lines.py judge` reads what the server offers, a file a line:
`{"path", "statements": [{"start": [line, column], "end": [line, column], "function"}],
"unread": [[first, last]]}`
(1-based lines, UTF-8 columns; `unread` are lines that tree-sitter made no sense of) and answers each with
`{"path", "statements", "lines", "findings": [{"check", "reason", "line", "text"}]}`,
or with `{"path", "skipped"}` when CPython does not compile the file.
"""

import json
import sys
import sysconfig
import tokenize
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from armed import Place, refusals
from compiled import CompiledFile, Span
from uncovered import explanations


@dataclass(frozen=True)
class Offer:
    """A statement that the server says can take a probe."""

    span: Span
    function: str


@dataclass(frozen=True)
class Finding:
    """A disagreement; one with the reason "" is a mistake of ours."""

    check: str
    reason: str
    line: int


# Looks at one offered statement in the light of its function's code objects. None when all is well, otherwise
# the reason, "" when none is known.
Check = Callable[[CompiledFile, Offer], str | None]


def has_an_instruction(file: CompiledFile, offer: Offer) -> str | None:
    """(a) The function's own code has an instruction that starts inside the statement's head."""
    codes = file.by_function.get(offer.function, [])
    return None if any(code.starts_in(offer.span) for code in codes) else ""


def first_line_has_code(file: CompiledFile, offer: Offer) -> str | None:
    """(b) The statement's first line has code."""
    first, last = offer.span.start[0], offer.span.end[0]
    if first in file.lines:
        return None
    begins_later = any(line in file.lines for line in range(first, last + 1))
    return "the code begins on a later line of the statement" if begins_later else ""


CHECKS: dict[str, Check] = {"a": has_an_instruction, "b": first_line_has_code}


def judge(request: dict[str, Any]) -> dict[str, Any]:
    path = Path(request["path"])
    try:
        file = CompiledFile(path)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return {"path": request["path"], "skipped": f"{type(error).__name__}: {error}"}
    offers = [offer_of(statement) for statement in request["statements"]]
    findings = [*check_offers(file, offers), *uncovered_lines(file, offers, request["unread"])]
    lines = file.source.decode("latin-1").splitlines()
    return {
        "path": request["path"],
        "statements": len(offers),
        "lines": len(file.lines),
        "findings": [asdict(finding) | {"text": text_of(lines, finding.line)} for finding in findings],
    }


def offer_of(statement: dict[str, Any]) -> Offer:
    start, end = statement["start"], statement["end"]
    return Offer(Span((start[0], start[1]), (end[0], end[1])), statement["function"])


def text_of(lines: list[str], line: int) -> str:
    return lines[line - 1].strip()[:80] if line <= len(lines) else ""


def check_offers(file: CompiledFile, offers: Sequence[Offer]) -> Iterator[Finding]:
    for offer in offers:
        for name, check in CHECKS.items():
            reason = check(file, offer)
            if reason is not None:
                yield Finding(name, reason, offer.span.start[0])
    yield from refused_offers(file, offers)


def refused_offers(file: CompiledFile, offers: Sequence[Offer]) -> Iterator[Finding]:
    """(c) The agent arms the statement."""
    wanted = [(Place(*offer.span.start, *offer.span.end), offer.function) for offer in offers]
    for offer, reason in zip(offers, refusals(file.module, wanted), strict=True):
        if reason is not None:
            yield Finding("c", reason, offer.span.start[0])


def uncovered_lines(
    file: CompiledFile, offers: Iterable[Offer], unread: Iterable[tuple[int, int]]
) -> Iterator[Finding]:
    """The other way round: lines with code that no offered statement covers."""
    covered = {line for offer in offers for line in range(offer.span.start[0], offer.span.end[0] + 1)}
    uncovered = file.lines - covered
    reasons = explanations(file, uncovered, unread)
    for line in sorted(uncovered):
        yield Finding("uncovered", reasons.get(line, ""), line)


def library_files() -> Iterator[dict[str, str]]:
    library = Path(sysconfig.get_path("stdlib"))
    for path in sorted(library.rglob("*.py")):
        if "site-packages" not in path.parts:
            yield described(path)


def described(path: Path) -> dict[str, str]:
    try:
        with path.open("rb") as file:
            encoding = tokenize.detect_encoding(file.readline)[0]
        text = path.read_bytes().decode(encoding)
    except (SyntaxError, UnicodeError, OSError) as error:
        return {"path": str(path), "skipped": f"{type(error).__name__}: {error}"}
    return {"path": str(path)} if encoding in {"utf-8", "utf-8-sig"} else {"path": str(path), "text": text}


def main() -> None:
    if sys.argv[1:] == ["list"]:
        for entry in library_files():
            print(json.dumps(entry))
    elif sys.argv[1:] == ["judge"]:
        for request in sys.stdin:
            print(json.dumps(judge(json.loads(request))), flush=True)
    else:
        sys.exit("usage: judge_lines.py list|judge")


if __name__ == "__main__":
    main()

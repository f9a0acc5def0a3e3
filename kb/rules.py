"""Every rule that kb checks: its code, how much it matters, and what to do about it. The rooms find; this names.

A rule's code is stable: `kb.toml`, editors and other people's scripts know it. `docs` of a rule are its sentence here.
"""

from typing import Any

from msgspec import Struct

from kb.model import Diagnostic, Edit, Severity, Span


class Rule(Struct, frozen=True):
    """One thing that can be wrong."""

    severity: Severity
    """What it counts as unless `kb.toml` says otherwise."""
    about: str
    """What it finds, in one sentence."""
    hint: str
    """What to do about it, unless the place that finds it knows better."""
    fixable: bool = False
    """Whether `--fix` can mend it, at least sometimes."""


RULES: dict[str, Rule] = {
    # The file
    "file-unreadable": Rule("error", "The file can't be read.", "Check its rights, or remove it."),
    "file-empty": Rule("warning", "The file holds no text.", "Write the note, or remove the file."),
    "file-large": Rule(
        "warning",
        "The file is over 1 MB, far beyond any note.",
        "Is it a note at all? Split it, or exclude it in kb.toml.",
    ),
    "file-encoding": Rule(
        "error", "Some bytes are not UTF-8; they are read as Windows-1252.", "Save the file as UTF-8."
    ),
    "file-bom": Rule("info", "The file starts with a byte order mark.", "kb check --fix removes it.", fixable=True),
    "file-crlf": Rule(
        "info", "Lines end with carriage returns.", "kb check --fix makes them plain line feeds.", fixable=True
    ),
    "file-nul": Rule(
        "warning",
        "The text holds NUL characters; they are shown as U+FFFD.",
        "Remove them: something damaged the file.",
    ),
    # Front matter
    "front-matter-invalid": Rule(
        "error",
        "The front matter isn't a YAML mapping; nothing in it is used.",
        "Correct the YAML, or remove the two --- lines.",
    ),
    "front-matter-type": Rule(
        "error",
        "A key of the front matter has a value of the wrong type and is not used.",
        "Give it the type that the message names.",
    ),
    "front-matter-conflict": Rule(
        "warning",
        "Front matter and body give a different value; the body's is used.",
        "Make them agree, or remove one.",
    ),
    "front-matter-key": Rule(
        "info",
        "An unknown key of the front matter is nearly a known one.",
        "Correct the key if that is what was meant.",
    ),
    # Title, origin, link
    "title-missing": Rule("warning", "The note has no title; one is made for it.", "Write a heading: # __Title__"),
    "title-repeated": Rule(
        "warning", "The note has a second heading of the first level; it is kept as a section.", "Use ## for sections."
    ),
    "origin-date": Rule(
        "info",
        "The origin's label does not start with a real date, so the note has none.",
        "Label origins YYYYMMDD, or give date: in the front matter.",
    ),
    "origin-future": Rule("warning", "The origin's date lies in the future.", "Correct the label."),
    "link-missing": Rule("info", "The note has no external link.", "Add a line: __[External link](https://…)__"),
    "link-bytes": Rule(
        "warning",
        "The link is written as a Python byte string, b'…'; it is read without.",
        "kb check --fix unwraps it.",
        fixable=True,
    ),
    "link-scheme": Rule(
        "error",
        "The link is no http or https address, so the site does not link it.",
        "Write the item's address in full.",
    ),
    # Sections and tables
    "section-missing": Rule(
        "info",
        "A section that every note of this form has is missing.",
        "Add it, or leave it if the note has nothing to say there.",
    ),
    "section-empty": Rule("info", "A digest section is empty.", "Fill it, or remove it."),
    "section-repeated": Rule(
        "warning", "A digest section comes twice; the second is kept as plain text.", "Merge it into the first."
    ),
    "section-misspelled": Rule(
        "warning",
        "A section's heading is nearly that of a digest section; it is kept as plain text.",
        "Correct the heading.",
    ),
    "section-form": Rule(
        "warning",
        "A digest section holds something beside its list or table; the section is kept as written.",
        "Move that text into a section of its own.",
    ),
    "text-stray": Rule(
        "info", "Text stands before the first section; it is shown on the note's page.", "Move it into a section."
    ),
    "table-columns": Rule("warning", "A table lacks the column that names its rows.", "Add a name column."),
    "table-cells": Rule(
        "warning",
        "A table row has fewer or more cells than its header.",
        "Give each row one cell for each column; write \\| for a | inside a cell.",
    ),
    "table-relevancy": Rule(
        "info",
        "A relevancy is not a whole number from 1 to 5; it is kept as text.",
        "Write a number from 1 to 5, or leave the cell empty.",
    ),
    "junk-text": Rule(
        "warning",
        "The text looks like a paywall, an error page or a placeholder instead of a note.",
        "Write the note again from the article.",
    ),
    # Closest and other links
    "closest-self": Rule(
        "warning", "The note lists itself among its closest notes.", "kb check --fix removes the line.", fixable=True
    ),
    "closest-repeat": Rule(
        "warning", "The note lists a neighbour twice.", "kb check --fix keeps the first.", fixable=True
    ),
    "closest-missing": Rule(
        "info",
        "A closest note is not in the vault; it is kept as text.",
        "Add that note, correct the id, or leave it for later.",
    ),
    "closest-ambiguous": Rule(
        "warning", "A closest link could mean several notes; it is kept as text.", "Use the note's id."
    ),
    "closest-vectors": Rule(
        "warning",
        "The embedding endpoint gave no vectors for some notes; they are compared by their terms alone.",
        'Run again when the endpoint answers, or set [closest] model = "lexical".',
    ),
    "closest-label": Rule(
        "info",
        "The text of a closest link is not the title of the note; the site shows the title.",
        "Update the text when the note is next edited.",
    ),
    "mention-missing": Rule("warning", "A link in the text goes to no note of the vault.", "Correct the target."),
    "mention-ambiguous": Rule("warning", "A link in the text could mean several notes.", "Use the note's id."),
    # The vault as a whole
    "id-collision": Rule(
        "error",
        "Two files give one id; the one nearer to the top keeps it, the other takes its path.",
        "Rename one of the files.",
    ),
    "id-address": Rule(
        "warning", "The id can't be the address of its page as it is.", "Rename the file if the address matters."
    ),
    "redirect-collision": Rule(
        "warning", "An id in redirect_from is taken by a note, or claimed by two.", "Remove it from one of them."
    ),
    "duplicate-bytes": Rule(
        "warning",
        "Two files are equal byte for byte; the site shows them as one item.",
        "Remove one; its id can live on in redirect_from.",
    ),
    "duplicate-link": Rule(
        "info",
        "Two notes have the same link but for tracking; the site shows them as one item.",
        "Nothing needs doing.",
    ),
    "duplicate-title": Rule(
        "info",
        "Two notes share a title but not a link; they are kept apart.",
        "Give one of them a title that tells them apart.",
    ),
    "term-variant": Rule(
        "info",
        "A keyword or theme is probably another spelling of one that more notes have; the site keeps them apart.",
        "Add it to [terms.aliases] in kb.toml.",
    ),
}


def found(code: str, message: str, span: Span, *, hint: str = "", edits: tuple[Edit, ...] = ()) -> Diagnostic:
    """A diagnostic of a rule, with the rule's own severity and, unless a better one is given, its hint."""
    rule = RULES[code]
    return Diagnostic(
        code=code, severity=rule.severity, message=message, span=span, hint=hint or rule.hint, edits=edits
    )


def finding(one: Diagnostic) -> dict[str, Any]:
    """A diagnostic as the JSON object that other programs rely on."""
    return {
        "path": one.span.path,
        "line": one.span.line,
        "column": one.span.column,
        "severity": one.severity,
        "code": one.code,
        "message": one.message,
        "hint": one.hint,
        "fixable": bool(one.edits),
    }

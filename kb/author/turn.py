"""Sentences into the one that says best from what to what something changes."""

import re
from collections.abc import Sequence

from kb.pattern import pattern

_MOVES = (
    r"(?:mov|shift|switch|transition|chang|evolv|migrat|grow|grew|ris|rose|increas|climb|jump|soar|swell|expand|fall|fell|"
    r"drop|declin|cut|shr[aiu]nk|slid|plung|slump|turn|pass|go(?:es|ing)?\b|went\b|double|triple)\w*"
)
_SIGNS = tuple(
    (pattern(text, re.IGNORECASE), strength)
    for text, strength in (
        (rf"\b{_MOVES}\b[^.;]{{0,80}}?\bfrom\b[^.;]{{1,120}}?\b(?:to|into|towards?)\b", 4.0),
        (r"\bfrom\b[^.;]{1,80}?\b(?:to|into|towards?)\b", 2.0),
        (r"\breplac\w*\b[^.;]{1,100}?\b(?:with|by)\b", 3.0),
        (r"\b(?:shift\w*|mov\w*|transition\w*|turn\w*|switch\w*)\b[^.;]{0,40}\b(?:to|towards?|into|away)\b", 2.0),
        (r"\bgiv(?:es?|ing)\b way to\b|\bgave way to\b|\bused to\b[^.;]{1,120}\bnow\b", 3.0),
        (r"\bonce\b[^.;]{1,100}\bnow\b|\buntil (?:now|recently)\b", 2.5),
        (r"\bno longer\b|\binstead of\b|\brather than\b", 2.0),
        (r"\bfor the first time\b|\bphas\w+ out\b|\bban(?:s|ned|ning)?\b|\b(?:must|will have to) now\b", 1.0),
    )
)
# From a time or a place to another says how long or how far, not what becomes what.
_SPAN = pattern(
    r"\bfrom (?:(?:early|late|mid)[- ])?(?:\d{1,2}(?::\d\d)? ?(?:[ap]\.?m\.?)?|monday|tuesday|wednesday|thursday|"
    r"friday|saturday|sunday|january|february|march|april|may|june|july|august|september|october|november|december|"
    r"(?:19|20)\d\d)\b[^.;]{0,16}? (?:to|until) ",
    re.IGNORECASE,
)


def strongest(sentences: Sequence[str], order: Sequence[int]) -> str:
    """The sentence with the strongest signs of a change, ties to the one that comes first in `order`; else nothing.

    The signs are English.

    >>> strongest(["Ports met.", "Ferries move from diesel to shore power.", "Ships no longer idle."], [0, 1, 2])
    'Ferries move from diesel to shore power.'
    """
    best, sentence = 0.0, ""
    for place in order:
        told = _SPAN.sub(" ", sentences[place])
        strength = sum(weight for sign, weight in _SIGNS if sign.search(told))
        if strength > best:
            best, sentence = strength, sentences[place]
    return sentence

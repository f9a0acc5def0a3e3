"""Spellings of terms into groups that are one term: by hyphen, plural and acronym, where the vault itself gives reason.

Precision comes before recall. Two spellings are one term when one of these holds, and nothing else joins them:

* They differ by hyphens between words (`open-source`), or by the dots of an acronym (`U.S.`).
* One is the English plural of the other and both are written somewhere; a capital acronym takes a small `s` (`LLMs`).
* One is an acronym in capitals that notes spell out, the other what it stands for; or `words (ACRONYM)` itself.

Case, accents and white space are gone before: spellings come folded by `kb.text.fold_term`.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping

from kb.dedupe.acronyms import Acronyms, is_acronym, stands_for
from kb.dedupe.plural import LAST, singulars, stem
from kb.pattern import pattern

_HYPHENS = pattern(r"(?<=[^\W\d_])[\-\u2010-\u2013](?=[^\W_])|(?<=\d)[\-\u2010-\u2013](?=[^\W\d_])")
_DOTTED = pattern(r"(?<![^\W_])(?:[^\W\d_]\.)+[^\W\d_]\.?(?![^\W_])")
_WITH_ACRONYM = pattern(r"(.*\S) \(([0-9a-z]+)\)")
_PLURAL_OF_CAPITALS = pattern(r"(?:.*\s)?[A-Z0-9]*[A-Z][A-Z0-9]*s")


def plain(key: str) -> str:
    """A folded spelling without the hyphens and dots that people set or leave out, and without its own acronym.

    >>> plain("state-of-the-art"), plain("u.s. law"), plain("large language models (llms)"), plain("covid-19")
    ('state of the art', 'us law', 'large language models', 'covid 19')
    """
    if "(" in key and (parts := _WITH_ACRONYM.fullmatch(key)) and stands_for(parts[2], parts[1]):
        key = parts[1]
    if "." in key:
        key = _DOTTED.sub(lambda match: match[0].replace(".", ""), key)
    if "-" in key or not key.isascii():
        key = _HYPHENS.sub(" ", key)
    return key


def group(spellings: Mapping[str, Collection[str]], english: Collection[str], known: Acronyms) -> dict[str, str]:
    """What each folded spelling has in common with the others that are one term with it.

    `spellings` holds what was written for each folded spelling; plurals are looked for among those in `english` alone.
    """
    written: defaultdict[str, set[str]] = defaultdict(set)
    inflected: set[str] = set()
    forms = {key: plain(key) for key in spellings}
    for key, form in forms.items():
        written[form].update(spellings[key])
        if key in english:
            inflected.add(form)
    single = {form: _singular(form, written, inflected) if form.endswith(LAST) else form for form in written}
    named = frozenset(known.sure.values())
    meant: dict[str, str] = {}
    for key in spellings:
        form = forms[key]
        while single[form] != form:
            form = single[form]
        meant[key] = _meaning(form, written[form], known, named) if named else form
    return meant


def _singular(form: str, written: Mapping[str, Collection[str]], inflected: Collection[str]) -> str:
    """The singular of a form where the vault has both and no other, else the form."""
    some = written[form]
    if form.endswith("s") and any(map(_PLURAL_OF_CAPITALS.fullmatch, some)):
        shorter = form[:-1]
        return shorter if shorter in written and any(map(_ends_in_capitals, written[shorter])) else form
    found = [shorter for shorter in singulars(form) if shorter in inflected] if form in inflected else []
    return found[0] if len(found) == 1 and not any(map(_ends_in_capitals, some)) else form


def _ends_in_capitals(spelling: str) -> bool:
    last = spelling.rsplit(maxsplit=1)[-1]
    return is_acronym(last) and last[-1].isupper()


def _meaning(form: str, some: Collection[str], known: Acronyms, named: Collection[str]) -> str:
    """What a form stands for: an acronym for its words, words that have an acronym for their stem."""
    for short in (form, form.removesuffix("s")):
        if short in known.sure and any(map(is_acronym, some)):
            return known.sure[short]
    bare = stem(form)
    return bare if bare in named else form

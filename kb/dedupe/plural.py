"""An English word into the word that it is the plural of, as far as its ending tells.

An ending alone is weak evidence: whoever asks must have met the singular too, or have another reason to take the two
for one. Words that look like a plural and are another word than their singular (`goods`, `futures`) are none.
"""

_IRREGULAR = {"children": "child", "men": "man", "women": "woman"}
LAST = ("s", *_IRREGULAR)
"""What every plural ends in."""

_UNLIKE = frozenset(
    """
    adams aids amazons apples arms authorities bells blues brains browns commons communications contents customs damages
    does dues earnings edwards falls forces futures gates glasses goods greens grounds holdings honors honours
    humanities ios jacobs jobs lens liberties looks manners mars means metas minutes news odds operations options pants
    parallels pays peters plains premises proceeds regards relations returns richards rights roberts rogers savings
    securities series shorts species spirits springs stairs states stevens teams things times utilities wales waters
    williams windows wits woods workings works yields
    """.split()
)
_NO_PLURAL = ("ss", "us", "is", "ics", "'s")
_SHORTEST = 4  # letters of a plural
# The endings that tell, with what stands there in the singular.
_ENDINGS = (
    ("ies", ("y", "ie")),
    ("ses", ("s", "se", "sis")),
    ("xes", ("x", "xe", "xis")),
    ("zes", ("z", "ze")),
    ("ches", ("ch", "che")),
    ("shes", ("sh", "she")),
    ("oes", ("o", "oe")),
    ("s", ("",)),
)


def singulars(phrase: str) -> tuple[str, ...]:
    """What a folded phrase may be the plural of, by its last word, likeliest first; none where it looks like none.

    >>> singulars("energy policies"), singulars("news"), singulars("physics")
    (('energy policy', 'energy policie'), (), ())
    """
    if not phrase.endswith(LAST):
        return ()
    start, space, word = phrase.rpartition(" ")
    before = start + space
    if word in _IRREGULAR:
        return (before + _IRREGULAR[word],)
    if len(word) < _SHORTEST or not (word.isascii() and word.isalpha()) or word in _UNLIKE or word.endswith(_NO_PLURAL):
        return ()
    for ending, others in _ENDINGS:
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            return tuple(f"{before}{stem}{other}" for other in others)
    return ()


def stem(phrase: str) -> str:
    """A folded phrase with its last word in the likeliest singular, whether or not there is such a word.

    Only for comparing phrases that other evidence already says are one.

    >>> stem("large language models"), stem("analysis")
    ('large language model', 'analysis')
    """
    found = singulars(phrase)
    return found[0] if found else phrase

"""A canonical link into the identifier of the work that it leads to: a DOI, or an arXiv or SSRN number."""

from urllib.parse import unquote

from kb.pattern import pattern

_ARXIV = pattern(
    r"(?:arxiv(?:\.org/(?:abs|pdf|html|format|ps|e-print)/|[:.])|alphaxiv\.org/\w+/|huggingface\.co/papers/)"
    r"(\d{4}\.\d{4,5}|[a-z\-]+(?:\.[a-z]{2})?/\d{7})(?!\d)"
)
_SSRN = pattern(r"ssrn\.com/.*?abstract(?:_?id)?=(\d+)|ssrn\.com/abstract/(\d+)|/10\.2139/ssrn\.(\d+)")
_DOI = pattern(r"(?:^|[/=:])(10\.\d{4,9}/[^\s?#&]+)")
# What publishers set behind a DOI to name a view or a version of the work.
_VIEW = pattern(
    r"(?:/(?:full|abstract|pdf|epdf|pdfdirect|fulltext|full-text|html|meta|summary|references|figures|download)"
    r"|\.(?:full|abstract|pdf|html?)(?:-text)?|(?<=\d)v\d+|[.,;:/)])+$"
)


def identifier(link: str) -> str:
    """The identifier in a canonical link, in words; empty when it holds none.

    The DOIs that arXiv and SSRN give are their numbers, and versions of a paper are one paper.

    >>> identifier("https://arxiv.org/pdf/2301.00001v2"), identifier("https://doi.org/10.48550/arXiv.2301.00001")
    ('arXiv 2301.00001', 'arXiv 2301.00001')
    >>> identifier("https://example.org/doi/full/10.1000/XYZ.7?x=1"), identifier("https://example.org/10.1")
    ('DOI 10.1000/xyz.7', '')
    """
    text = unquote(link).lower()
    if match := _ARXIV.search(text):
        return f"arXiv {match[1]}"
    if match := _SSRN.search(text):
        return f"SSRN {match[match.lastindex or 1]}"
    if match := _DOI.search(text):
        return f"DOI {_VIEW.sub('', match[1])}"
    return ""

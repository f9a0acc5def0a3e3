"""Sites made in memory of vaults that are shown as text, and one such vault that has a bit of everything."""

import re
from collections.abc import Iterable, Mapping
from html import unescape

from kb.io.source import File
from kb.model import Collection, Output
from kb.options import Options, SiteOptions
from kb.pipeline import Stopwatch, analyse, published, read_files
from kb.site import render

EVERYTHING = """\
-- a1b2c3d4.md --
# __Licences & “rules”__, from ([20240218](https://example.org/p/20240218).)

__[External link](https://www.example.com/licences)__

stray words before

## Summary

Models need a *licence*. See [chatbots](b2c3d4e5.md#Field%20notes) and [nobody](zzzz).

## Keywords

* Zürich
* models

## Themes

* rules
* C++

## Signals

| Signal | Change | 10y horizon | Driving force |
|:--|:--|:--|:--|
| Asking first | From releasing early to asking first | Dossiers for models | A state that wants a say |
| Batches \\| seasons | Seasons of approval | Funding by season | [Chatbots](b2c3d4e5) |

## Closest

* [Licences](a1b2c3d4)
* [Chatbots](b2c3d4e5)
* [Nowhere](ffffffffffff)

## Field notes

Kept as written, with a [link](https://example.net/x?a=1&b=2).
-- b2c3d4e5.md --
# __Chatbots__, (from page [20240303](https://example.org/p/20240303).)

__[External link](https://example.com/chatbots)__

## Summary

Chatbots ask for a licence.

## Keywords

* models
* MODELS
* once only

## Themes

* Rules

## Other

* Category: technology
* Type: news

## Signals

| name | description | change | 10-year | driving-force | relevancy |
|:--|:--|:--|:--|:--|--:|
| Chat for all | What it is | From few to many | Everyone talks | Cheap models | 4 |

## Concerns

| name | description | relevancy |
|:--|:--|--:|
| Trust | Who answers for it | 3 |

## Technologies

| description | relevancy | src |
|:--|--:|:--|
| Filters for talk | 4 | b2c3d4e5 |

## Field notes

From elsewhere.
-- c3d4e5f6.md --
# __Chatbots, told again__, from ([20240310](https://example.org/p/20240310).)

__[External link](https://example.com/chatbots?utm_source=mail)__

## Summary

Chatbots once more, in other words.

## Keywords

* retold
-- d4e5f6a7.md --
---
lang: ja
redirect_from: [old-signal, about, notes]
ratings: {novelty: 4, rated_by: [one reader]}
---
# __信号__, from ([3287.0](https://example.org/p/x).)

## Summary

日本の信号.

## Themes

* 信号

## Closest

* [Chatbots](b2c3d4e5)
-- notes.md --
# How we scan

A page of the vault, with [[a1b2c3d4|a note]].

## Questions

Which ones?
"""


def files(text: str) -> list[File]:
    """The files of a vault shown as text, each below a line `-- PATH --`."""
    found = []
    for part in re.split(r"^-- (?=.+ --$)", text, flags=re.MULTILINE)[1:]:
        name, _, content = part.partition(" --\n")
        found.append(File(path=name, data=content.encode()))
    return found


def collection(some: Iterable[File], options: Options | None = None) -> Collection:
    """All that is known of these files."""
    watch = Stopwatch()
    reading = read_files(list(some), [], watch)
    return analyse(published(reading.vault), reading, options or Options(), watch)


def outputs(text: str, options: SiteOptions | None = None) -> list[Output]:
    """The files of a vault's site."""
    return list(render(collection(files(text)), options or SiteOptions()))


def site(text: str, options: SiteOptions | None = None) -> Mapping[str, str]:
    """The same as text, by path."""
    return {one.path: one.content.decode() for one in outputs(text, options)}


def words(html: str) -> str:
    """The text of a page, white space single."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())

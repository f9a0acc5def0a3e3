"""A vault shown as text whose origins are told of in newsletters."""

import datetime as dt

from kb.author.digest import Digest, digest
from kb.author.origin import find_origin
from kb.options import SiteOptions
from kb.site.decide import decide
from tests.site.made import collection, files

TODAY = dt.date(2025, 1, 1)

VAULT = """\
-- early.md --
# __Quays before power__, from ([20230101](https://example.org/p/1).)

__[External link](https://example.com/early)__

## Keywords

* ports
* cranes

## Themes

* harbours
-- middle.md --
# __Ferries wait__, from ([20240115](https://example.org/p/2).)

## Keywords

* ports

## Closest

* [Quays before power](early)
-- undated.md --
# __Nobody knows when__

__[External link](https://example.com/undated)__

## Keywords

* fog
-- now1.md --
# __Power <b>at</b> the *quay*__, (from page [20240218](https://example.org/p/3).)

__[External link](https://example.com/a_(b)?x=1&y="2")__

## Summary

Ships *plug in*. See [the ferries](middle).

## Keywords

* ports
* shore power
* fog
* cranes

## Themes

* harbours
* energy

## Signals

| name | description | change | 10-year | driving-force | relevancy |
|:--|:--|:--|:--|:--|--:|
| Only a name | | | | | 5 |
| Plug in | What it is | From engines to sockets | Quiet ports | Rules | 3 |
| Later | | From a to b | c | d | 4 |

## Closest

* [Ferries wait](middle)
-- now2.md --
---
lang: ar
---
# __رصيف__, from ([20240218](https://example.org/p/3).)

## Themes

* harbours
* lone
-- now3.md --
# __Alone__, from ([20240218](https://example.org/p/3).)

__[External link](javascript:alert(1))__

## Themes

* lone theme

## Keywords

* shore power

## Closest

* [Power](now1)
-- again.md --
# __Quays, told again__, from ([20240218b](https://example.org/p/3b).)

__[External link](https://www.example.com/early?utm_source=x)__
-- secret.md --
---
draft: true
---
# __Not yet__, from ([20240218](https://example.org/p/3).)

__[External link](https://example.com/secret)__
-- future.md --
# __A typo__, from ([20990101](https://example.org/p/9).)

__[External link](https://example.com/future)__
"""


def told(text: str, origin: str, base_url: str = "") -> Digest:
    """What the newsletter of an origin says."""
    plan = decide(collection(files(text)), SiteOptions(title="Signals", base_url=base_url))
    return digest(plan, find_origin(plan.origins, origin, TODAY))

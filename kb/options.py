"""The settings of a vault as values: what `kb.toml` may say, with what holds when it says nothing.

Each class is a table of the file; each field is a key. `kb.io.settings` reads the file into them.
"""

from typing import Literal

from msgspec import Struct

from kb.model import Severity


class SiteOptions(Struct, frozen=True, kw_only=True):
    """`[site]`: the words and colours of the exported site."""

    title: str = "Signals"
    """Name of the site, on every page."""
    description: str = ""
    """One sentence for feeds and search engines."""
    author: str = ""
    """Who publishes it; feeds name it."""
    language: str = "en"
    """BCP 47 tag of the site's notes where they do not say otherwise."""
    base_url: str = ""
    """Where the site will stand, for feeds, the sitemap and canonical links; without it they are left out."""
    accent: str = ""
    """A CSS colour `#rrggbb` that replaces the accent of the light scheme and, lightened, of the dark one."""


class NotesOptions(Struct, frozen=True, kw_only=True):
    """`[notes]`: where the notes are."""

    folder: str = "notes"
    """The notes folder, relative to `kb.toml`."""
    exclude: tuple[str, ...] = ()
    """Glob patterns of paths below the folder that are not read; `**` spans folders."""
    origin_url: str = ""
    """Address of an origin, `{label}` where its label stands, for notes that kb writes."""


class ClosestOptions(Struct, frozen=True, kw_only=True):
    """`[closest]`: computed neighbours."""

    k: int = 8
    """How many each note gets."""
    model: Literal["lexical", "static", "sentence", "endpoint"] = "lexical"
    """What tells how near notes are: their terms alone, or also word vectors, a sentence model, or an endpoint."""
    endpoint: str = ""
    """Address of an embedding endpoint of the OpenAI form; it is sent titles, summaries, keywords and themes."""
    endpoint_model: str = ""
    """The model that the endpoint is asked for."""
    endpoint_key: str = ""
    """Name of the environment variable that holds the endpoint's key; empty for an endpoint that wants none."""


class DedupeOptions(Struct, frozen=True, kw_only=True):
    """`[dedupe]`: which notes are one item."""

    tracking: tuple[str, ...] = ()
    """Query parameters to ignore besides the built-in list."""
    keep: tuple[str, ...] = ()
    """Query parameters that mean something though the built-in list ignores them."""
    cosine: float = 0.45
    """Least TF-IDF cosine of two texts that are suggested as one item, 0 to 1."""
    jaccard: float = 0.25
    """Least share of words that they have in common, 0 to 1."""
    refused: tuple[tuple[str, str], ...] = ()
    """Pairs of ids that a person said are two items: neither merged nor suggested."""


class TermOptions(Struct, frozen=True, kw_only=True):
    """`[terms]`: the vault's vocabulary."""

    aliases: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(spelling shown, other spellings) for each line of `[terms.aliases]`."""


class LlmOptions(Struct, frozen=True, kw_only=True):
    """`[llm]`: the language model that `kb draft --llm` asks."""

    base_url: str = ""
    """Address below which `chat/completions` stands; empty for that of the environment's `OPENAI_BASE_URL`."""
    model: str = ""
    """The model to ask for; empty for that of the environment's `OPENAI_MODEL`."""
    key_env: str = "OPENAI_API_KEY"
    """Name of the environment variable that holds the key; empty for an endpoint that wants none."""
    timeout: float = 60.0
    """Seconds that a draft may take, tries again included."""
    max_tokens: int = 2000
    """Tokens that one answer may have; there are three at most."""


class Options(Struct, frozen=True, kw_only=True):
    """All settings of a vault."""

    site: SiteOptions = SiteOptions()
    notes: NotesOptions = NotesOptions()
    closest: ClosestOptions = ClosestOptions()
    dedupe: DedupeOptions = DedupeOptions()
    terms: TermOptions = TermOptions()
    llm: LlmOptions = LlmOptions()
    checks: tuple[tuple[str, Severity | None], ...] = ()
    """`[checks]`: (code, severity), None for `off`."""

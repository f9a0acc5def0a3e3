"""Laws of kb.toml: what it says is in force, and what it can't mean is refused by name."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kb.errors import WrongUseError
from kb.io.settings import find_settings, read_settings
from kb.options import Options

Write = Callable[[str], Path]


def test_no_file_gives_the_defaults() -> None:
    """Everything in kb.toml is optional, the file too."""
    assert read_settings(None).options == Options()


def test_every_table_is_read(vault: Write) -> None:
    """Each value reaches its option, and is known to have been given."""
    folder = vault(
        "-- kb.toml --\n"
        '[site]\ntitle = "Weak signals"\nbase_url = "https://example.org/signals/"\naccent = "#8a2c0d"\n'
        '[notes]\nfolder = "texts"\nexclude = ["drafts/**"]\n'
        "[closest]\nk = 5\n"
        '[dedupe]\ntracking = ["spm"]\nkeep = ["ref"]\n'
        '[terms.aliases]\nLLM = ["large language model"]\n'
        '[checks]\n"closest-self" = "error"\n"link-missing" = "off"\n'
    )
    settings = read_settings(folder / "kb.toml")
    options = settings.options
    assert (options.site.title, options.notes.folder, options.closest.k) == ("Weak signals", "texts", 5)
    assert (options.dedupe.tracking, options.dedupe.keep) == (("spm",), ("ref",))
    assert options.terms.aliases == (("LLM", ("large language model",)),)
    assert options.checks == (("closest-self", "error"), ("link-missing", None))
    assert {"site.title", "terms.aliases.LLM", "checks.link-missing"} < settings.given


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[site]\ntitel = "x"', "unknown setting site.titel.\nDid you mean site.title?"),
        ('[sites]\ntitle = "x"', "unknown setting sites.\nDid you mean site?"),
        ("[site]\ntitle = 3", "Expected `str`, got `int` - at `site.title`"),
        ("site = 3", "site must be a table"),
        ('[dedupe]\nkeep = "ref"', "at `dedupe.keep`"),
        ('[checks]\nclosest-sefl = "off"', "Did you mean checks.closest-self?"),
        ('[checks]\nclosest-self = "loud"', "It takes off, info, warning, error."),
        ('[terms.aliases]\nLLM = "x"', "terms.aliases"),
        ('[site]\nbase_url = "example.org"', "such as https://"),
        ('[site]\naccent = "red"', "#rrggbb"),
        ("[closest]\nk = -1", "0 or more"),
        ("[site", "not valid TOML"),
    ],
)
def test_what_it_cannot_mean_is_refused(vault: Write, text: str, said: str) -> None:
    """The message names the file, the key, and what would do."""
    file = vault(f"-- kb.toml --\n{text}\n") / "kb.toml"
    with pytest.raises(WrongUseError) as raised:
        read_settings(file)
    assert str(file) in str(raised.value)
    assert said in str(raised.value)


def test_it_is_looked_for_upwards(vault: Write) -> None:
    """The nearest one above a folder holds for it."""
    folder = vault("-- kb.toml --\n-- a/kb.toml --\n-- a/b/c/note.md --\n").resolve()
    assert find_settings(folder / "a/b/c") == folder / "a/kb.toml"
    assert find_settings(folder) == folder / "kb.toml"


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ('model = "best"', "closest"),
        ('model = "endpoint"', "which one is not said"),
        ('model = "endpoint"\nendpoint = "https://example.org/v1"', "which one is not said"),
        ('endpoint = "http://example.org/v1"', "no address"),
        ('endpoint = "https://user:secret@example.org/v1"', "no address"),
        ('endpoint = "http://localhost.example.org/v1"', "no address"),
        ('endpoint = "http://localhost@example.org/v1"', "no address"),
        ('endpoint = "ftp://example.org/v1"', "no address"),
        ('endpoint = "example.org"', "no address"),
        ('endpoint_key = "sk-secret"', "no name of an environment variable"),
    ],
)
def test_an_endpoint_that_can_not_be_meant_is_refused(vault: Write, table: str, words: str) -> None:
    """Nor one that would be sent a key in the clear; and what may be a secret is not repeated."""
    with pytest.raises(WrongUseError, match=words) as raised:
        read_settings(vault(f"-- kb.toml --\n[closest]\n{table}\n") / "kb.toml")
    assert "secret" not in raised.value.message


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/v1/embeddings",
        "https://example.org/?version=1",
        "http://localhost:8080/v1",
        "http://[::1]/",
        "http://127.0.0.1:1/",
    ],
)
def test_an_endpoint_is_https_or_on_this_machine(vault: Write, address: str) -> None:
    """Such addresses are in force as written."""
    table = f'[closest]\nmodel = "endpoint"\nendpoint = "{address}"\nendpoint_model = "m"\nendpoint_key = "MY_KEY"\n'
    closest = read_settings(vault(f"-- kb.toml --\n{table}") / "kb.toml").options.closest
    assert (closest.model, closest.endpoint, closest.endpoint_key) == ("endpoint", address, "MY_KEY")

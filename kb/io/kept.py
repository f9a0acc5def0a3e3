"""`communities.json` into the communities that were kept, and back: their names and addresses stay.

The file belongs to the vault, beside `kb.toml`, and into version control. It is written only when somebody asks for it,
and a name in it may be changed by hand.
"""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from kb.errors import VaultError, WrongUseError
from kb.graph import Community
from kb.io.whole import write_whole


def read_kept(file: Path) -> tuple[Community, ...]:
    """The communities in a file, none where there is no file; `WrongUseError` for what is no list of communities."""
    try:
        found = msgspec.json.decode(file.read_bytes(), type=tuple[Community, ...])
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise VaultError(f"{file} can't be read: {error.strerror or error}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise WrongUseError(
            f"{file} is no list of communities: {error}.", "kb graph communities --keep wrote it."
        ) from error
    addresses = [one.address for one in found]
    members = [id_ for one in found for id_ in one.members]
    if len(set(addresses)) < len(addresses) or len(set(members)) < len(members):
        raise WrongUseError(f"{file} has an address or a note twice.", "Each belongs to one community.")
    return found


def write_kept(file: Path, communities: Iterable[Community]) -> None:
    """Write communities to a file, a whole one or nothing: address, name and members of each."""
    rows = [
        {"address": one.address, "name": one.name, "members": one.members}
        for one in sorted(communities, key=lambda one: one.address)
    ]
    import json  # noqa: PLC0415  # where a file is written

    write_whole(file, (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode())

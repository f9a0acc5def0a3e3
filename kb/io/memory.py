"""What a process that stays holds from one run to the next, beside the rows that are kept of it."""

from msgspec import Struct, field


class Memory(Struct):
    """Values of the rows of a store as the last run of this process left them."""

    state: object = None
    """Which state of which file that is."""
    values: dict[str, object] = field(default_factory=dict)
    """What is held, by name."""

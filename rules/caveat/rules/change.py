"""What a site's policy makes of a rule: a change, why, on whose word and until when."""

import datetime as dt
from dataclasses import dataclass
from enum import Enum

from caveat.rules.level import Level


class Action(Enum):
    """What a policy does with a rule.

    A silenced rule is decided and gives no alert. A shadowed one is, too: it is being tried.
    """

    RAISE = "raise"
    LOWER = "lower"
    SILENCE = "silence"
    SHADOW = "shadow"

    @property
    def gives_level(self) -> bool:
        """Whether the rule goes on to alert, at a level of the site."""
        return self in {Action.RAISE, Action.LOWER}


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why a rule is changed, on whose word and since when.

    ``expires`` is the first day on which the change no longer holds.
    """

    reason: str
    author: str
    date: dt.date
    expires: dt.date
    second: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What the policy of a site has made of a rule: of ``own_level``, its pack's, the ``level``.

    A rule that is silenced or shadowed has both alike.
    """

    site: str
    action: Action
    own_level: Level
    level: Level
    grounds: Grounds

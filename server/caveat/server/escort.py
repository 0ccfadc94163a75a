"""What goes beside every call, whatever the door."""

from typing import NamedTuple

from caveat.server.identity.gate import Gate
from caveat.server.recording.recorder import Recorder
from caveat.server.sight.lookout import Lookout


class Escort(NamedTuple):
    """Who watches calls, who lets them in, and who records what they decide."""

    lookout: Lookout
    gate: Gate | None = None
    recorder: Recorder | None = None

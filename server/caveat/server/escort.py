"""What goes beside every call, whatever the door."""

from typing import NamedTuple

from caveat.server.identity.gate import Gate
from caveat.server.recording.recorder import Recorder
from caveat.server.sight.lookout import Lookout
from caveat.server.state import ServiceState


class Escort(NamedTuple):
    """Who watches calls, how the service is, who lets calls in and who records them."""

    lookout: Lookout
    state: ServiceState
    gate: Gate | None = None
    recorder: Recorder | None = None

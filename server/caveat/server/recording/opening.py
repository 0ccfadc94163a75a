"""Opening the log that an operator asks for."""

from caveat.server.audit.opening import open_audit
from caveat.server.recording.recorder import Recorder
from caveat.server.settings import Audit


def open_recorder(audit: Audit) -> Recorder:
    """Open the log, or begin it; ``SettingsError`` says what the operator is to mend."""
    opened = open_audit(audit)
    return Recorder(opened.log, opened.key, with_content=audit.content, required=audit.required)

"""The options of ``caveat serve`` that concern the decision log."""

from dataclasses import dataclass
from pathlib import Path

import click

from caveat.client.cli.gathered import gathered
from caveat.client.local import Audit

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class AuditOptions:
    """Whether decisions are recorded, and where."""

    audit: str
    audit_log: str
    audit_key: Path | None
    audit_content: bool
    audit_checkpoints: Path | None

    def __post_init__(self) -> None:
        if self.audit_content and not self.audit_key:
            raise click.UsageError("--audit-content needs --audit-key.")
        if self.audit == "off" and self._any():
            raise click.UsageError("--audit off: there is no decision log to say more of.")

    def settings(self) -> Audit | None:
        """Give the settings of the log; ``None`` where nothing is recorded."""
        if self.audit == "off":
            return None
        return Audit(
            place=self.audit_log,
            required=self.audit == "required",
            key_file=self.audit_key,
            content=self.audit_content,
            checkpoint_to=self.audit_checkpoints,
        )

    def _any(self) -> bool:
        return bool(
            self.audit_log or self.audit_key or self.audit_content or self.audit_checkpoints
        )


audit_options = gathered(
    "audit",
    AuditOptions,
    click.option(
        "--audit",
        type=click.Choice(["off", "on", "required"]),
        default="on",
        show_default=True,
        help="Record each decision; required: refuse checks that cannot be recorded.",
    ),
    click.option(
        "--audit-log",
        default="",
        metavar="PLACE",
        help="Keep the decision log in this folder or database, such as postgresql://host/name, "
        "not in a folder of yours.",
    ),
    click.option(
        "--audit-key",
        type=_FILE,
        metavar="FILE",
        help="The key of the decision log, made with caveat audit new-key; by default the log's "
        "folder holds one of its own.",
    ),
    click.option(
        "--audit-content",
        is_flag=True,
        help="Record what was submitted too, encrypted; needs --audit-key.",
    ),
    click.option(
        "--audit-checkpoints",
        type=_FOLDER,
        metavar="DIR",
        help="Note in this folder how far the decision log goes, not beside the log.",
    ),
)

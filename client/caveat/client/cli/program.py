"""The command ``caveat``, and the one place where what is raised becomes an exit code."""

import io
import os
import sys
from importlib import import_module

import click

from caveat.client.cli.failure import Exit, told

_COMMANDS = {
    "check": "check:check",
    "screen": "screen:screen",
    "rules": "knowledge:rules",
    "explain": "knowledge:explain",
    "recognise": "knowledge:recognise",
    "why": "why:why",
    "test": "authoring:test",
    "lint": "authoring:lint",
    "new": "new:new",
    "schema": "authoring:schema",
    "diff": "diff:diff",
    "export": "exporting:export",
    "import": "importing:importing",
    "handbook": "handbook:handbook",
    "packs": "sealing:packs",
    "terms": "terms:terms",
    "feedback": "feedback:feedback",
    "audit": "audit:audit",
    "serve": "serve:serve",
    "keys": "keys:keys",
    "health": "health:health",
    "status": "operating:status",
    "reload": "operating:reload_packs",
    "completion": "completion:completion",
}


class Program(click.Group):
    """Commands that are imported when they are called for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the commands, the everyday ones first."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in _COMMANDS:
            return None
        module, name = _COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(f"caveat.client.cli.{module}"), name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; whatever it raises ends in one line and a code, not in a traceback."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit):
            raise
        except KeyboardInterrupt:
            ctx.exit(Exit.INTERRUPTED)
        except BrokenPipeError:
            _abandon_output()
            ctx.exit(Exit.BROKEN_PIPE)
        except Exception as error:  # noqa: BLE001  a traceback could show the patient
            ctx.exit(told(error))


@click.group(
    cls=Program,
    epilog="""\b
Start with:
  caveat check --propose "ketamine 40 mg IV" -m "Minipress 2 mg at night"
""",
)
@click.version_option(package_name="caveat", message="Caveat %(version)s")
def program() -> None:
    """Check whether a patient may have a medicine; if not, why not, and what is left to ask."""


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    program(prog_name="caveat")


def _abandon_output() -> None:
    """Let the flush at exit go nowhere: whoever read the output is gone."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

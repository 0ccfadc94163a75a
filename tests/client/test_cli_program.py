"""The command as a whole: help, versions, terminals, pipes, interruptions and faults."""

import re
import subprocess
import sys
from importlib.metadata import version

import click
import pytest
from click.testing import CliRunner

from caveat.client.cli.program import Program
from caveat.client.render.page import cells
from tests.client.commands import caveat, on_terminal, start

COMMANDS = (
    *("check", "screen", "rules", "explain", "recognise", "why", "test", "lint", "new"),
    *("schema", "diff", "export", "import", "handbook", "packs", "terms", "feedback", "audit"),
    *("serve", "keys", "health", "status", "reload", "completion"),
)
CHECK = ("check", "--propose", "ketamine 40 mg IV", "-m", "Minipress 2 mg at night")


class Raising(Program):
    """A program whose every command raises this."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        def fail() -> None:
            raise self.error

        return click.Command("fail", callback=fail)


def test_the_help_lists_every_command() -> None:
    result = caveat("--help")
    listed = re.findall(r"^  ([a-z]+)  ", result.stdout, re.MULTILINE)
    assert listed == list(COMMANDS)
    assert result.exit_code == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_has_examples_and_fits_80_columns(command: str) -> None:
    result = caveat(command, "--help")
    assert "Examples:\n" in result.stdout
    assert max(map(cells, result.stdout.splitlines())) <= 80
    assert result.exit_code == 0


def test_the_version_is_that_of_the_distribution() -> None:
    assert caveat("--version").stdout == f"Caveat {version('caveat')}\n"


def test_an_unknown_command_exits_with_2() -> None:
    result = caveat("chek")
    assert "No such command" in result.stderr
    assert result.exit_code == 2


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_script_is_one_for_the_shell(shell: str) -> None:
    result = caveat("completion", shell)
    assert f"_CAVEAT_COMPLETE={shell}_complete" in result.stdout
    assert result.exit_code == 0


def test_an_unknown_shell_exits_with_2() -> None:
    assert caveat("completion", "cmd").exit_code == 2


def test_the_shell_is_given_the_levels_of_fail_on() -> None:
    words = {"COMP_WORDS": "caveat check --fail-on m", "COMP_CWORD": "3"}
    process = start(_CAVEAT_COMPLETE="bash_complete", **words)
    assert process.communicate()[0] == "plain,minor\nplain,moderate\nplain,major\n"


def test_a_fault_of_ours_is_one_line_with_an_id_and_nothing_of_the_patient() -> None:
    result = CliRunner().invoke(Raising(ValueError("takes sertraline")), ["check"])
    assert re.fullmatch(
        r"caveat: NOT CHECKED: a fault in Caveat, id [0-9a-f]{8} "
        r"\(ValueError at test_cli_program\.py:\d+\)\n",
        result.stderr,
    )
    assert result.stdout == ""
    assert result.exit_code == 70


def test_an_interruption_exits_with_130() -> None:
    result = CliRunner().invoke(Raising(KeyboardInterrupt()), ["check"])
    assert result.exit_code == 130


def test_a_reader_who_leaves_early_sees_no_traceback() -> None:
    process = start(*CHECK)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait() == 141
    process.stderr.close()


def test_exit_codes_reach_the_shell() -> None:
    process = start(*CHECK, "--fail-on", "major")
    assert process.communicate()[0].startswith("ALERTS · gravest: major")
    assert process.returncode == 1


def test_what_is_piped_is_plain_and_80_columns_wide() -> None:
    written = start(*CHECK, COLUMNS="200", TERM="xterm").communicate()[0]
    assert "\x1b" not in written
    assert 70 < max(map(cells, written.splitlines())) <= 80


def test_a_terminal_gets_colour_and_no_line_wider_than_itself() -> None:
    written = on_terminal(*CHECK, environment={"COLUMNS": "60"})
    assert "\x1b[1;31mMAJOR  \x1b[0m" in written
    plain = re.sub(r"\x1b\[[0-9;]*m", "", written)
    assert 50 < max(map(cells, plain.splitlines())) <= 60


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_without_colour_gets_none(environment: dict[str, str]) -> None:
    written = on_terminal(*CHECK, environment=environment)
    assert "MAJOR  Ketamine with a heart medicine" in written
    assert "\x1b" not in written


def test_output_that_is_not_unicode_loses_no_report() -> None:
    process = start(*CHECK, PYTHONIOENCODING="latin-1")
    written, failed = process.communicate()
    assert "Ketamine Therapy For Depression ? How It Works" in written
    assert failed == ""
    assert process.returncode == 3


def test_a_check_in_this_process_does_not_load_grpc() -> None:
    script = "import sys, caveat.client.cli.check; sys.exit('grpc' in sys.modules)"
    assert subprocess.call([sys.executable, "-c", script]) == 0  # noqa: S603  our own program

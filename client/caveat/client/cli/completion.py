"""``caveat completion``: the script that completes commands and options in a shell."""

import click
from click.shell_completion import get_completion_class


@click.command(
    epilog="""\b
Examples:
  source <(caveat completion bash)       now; in ~/.bashrc, always
  source <(caveat completion zsh)        now; in ~/.zshrc, always
  caveat completion fish | source        now; in config.fish, always
"""
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion script for a SHELL."""
    shell_completion = get_completion_class(shell)
    if shell_completion is None:
        raise click.BadParameter("is not supported.", param_hint="SHELL")
    script = shell_completion(ctx.find_root().command, {}, "caveat", "_CAVEAT_COMPLETE").source()
    click.echo(script)

"""``python -m caveat.client`` is the command ``caveat``."""

from caveat.client.cli import main

main()

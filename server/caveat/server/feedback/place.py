"""Where feedback is kept."""

import os

from caveat.source.folders import data_folder

VARIABLE = "CAVEAT_FEEDBACK"
"""The environment variable that holds another URL than the default one."""


def default_url() -> str:
    """Give the URL that the environment states, or that of a file in the user's data folder."""
    return os.environ.get(VARIABLE) or f"sqlite:///{data_folder() / 'feedback.sqlite'}"

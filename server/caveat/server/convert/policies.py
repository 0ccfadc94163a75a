"""From what a site's policy makes of rules to its messages."""

from caveat.rules.change import Change
from caveat.rules.report import PolicyUse
from caveat.server.convert.enums import ACTIONS, LEVELS
from caveat.v1 import report_pb2


def message_of_change(change: Change) -> report_pb2.Change:
    """Write a change, and on whose word it is."""
    grounds = change.grounds
    return report_pb2.Change(
        site=change.site,
        action=ACTIONS[change.action],
        own_level=LEVELS[change.own_level],
        level=LEVELS[change.level],
        reason=grounds.reason,
        author=grounds.author,
        second=grounds.second,
        date=grounds.date.isoformat(),
        expires=grounds.expires.isoformat(),
    )


def message_of_policy_use(use: PolicyUse) -> report_pb2.PolicyUse:
    """Write a policy that a check stands on."""
    return report_pb2.PolicyUse(
        site=use.site,
        title=use.title,
        digest=use.digest,
        changed=use.changed,
        expired=use.expired,
        ends=use.ends.isoformat() if use.ends else "",
    )

"""What a rule book is opened from, on any day, without anything being read again.

A site's policy makes other books of the same packs on other days: from the day on which a change
expires, the rule is its pack's again.
"""

import datetime as dt
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from caveat.reading.vocabulary import Vocabulary
from caveat.rules.cache import KeptPacks
from caveat.rules.compiler import compile_packs
from caveat.rules.opening import open_book, open_kept, rules_digest_of
from caveat.rules.policy import apply, first_end
from caveat.rules.rulebook import RuleBook


@dataclass(frozen=True, slots=True)
class Origin:
    """Compiled packs with a site's policies, the packs' folders, and what reads for them."""

    folders: tuple[Path, ...]
    kept: KeptPacks
    vocabulary: Vocabulary

    def book(self, day: dt.date) -> RuleBook:
        """Open the rule book that holds on a day."""
        plain = open_kept(self.folders, self.kept, self.vocabulary)
        policies = self.kept.policies
        if not policies:
            return plain
        uses = tuple(policy.use_on(day) for policy in policies)
        book = self._changed(plain, day) if any(use.changed for use in uses) else plain
        return replace(
            book,
            digest=self._digest(plain),
            rules_digest=rules_digest_of(plain.uses, self.vocabulary, uses),
            policies=uses,
            ends=first_end(policies, day),
        )

    def _changed(self, plain: RuleBook, day: dt.date) -> RuleBook:
        compiled, records = compile_packs(apply(plain.packs, self.kept.policies, day))
        return open_book(compiled, records, self.vocabulary)

    def _digest(self, plain: RuleBook) -> str:
        """Digest packs and policies, whatever the day; empty where the packs have no digest."""
        parts = (plain.digest, *(policy.digest for policy in self.kept.policies))
        return sha256("\n".join(parts).encode()).hexdigest() if plain.digest else ""

"""Faults and hostile callers, beside innocent ones whose answers are known: ``python -m torture``.

Everything is seeded and bounded, and stays on this machine's loopback.
"""

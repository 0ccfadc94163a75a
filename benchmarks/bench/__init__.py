"""Measures what Caveat promises about speed: each row of the table beside a reference of its own.

Absolute numbers move with the machine; what compares are the ratios of one run. Rounds alternate
between what is measured and its reference, and the median of the rounds counts.
"""

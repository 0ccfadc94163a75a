"""Lists of pairs of medicines, CSV files, as packs."""

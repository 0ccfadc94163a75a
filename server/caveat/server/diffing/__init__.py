"""What a change of packs does to the reports of many patients."""

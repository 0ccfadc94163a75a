"""The handbook: Markdown pages that show all that packs and the vocabulary say."""

"""RxNorm's Current Prescribable Content: read once into one file, then looked up in it."""

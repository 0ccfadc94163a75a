"""Rules with one small mistake each, to see whether their examples notice."""

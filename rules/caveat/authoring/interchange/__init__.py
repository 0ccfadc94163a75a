"""Rules in the forms of others, and lists of others as rules; values in, plain values out."""

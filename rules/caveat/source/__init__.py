"""The ground floor: files that know their lines, an author's problems, the error tree."""

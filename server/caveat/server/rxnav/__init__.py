"""The interaction list of RxNav, retired in January 2024, for programs that still ask for it."""

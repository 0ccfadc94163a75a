"""Between the contract's messages and the values of the checker; no decision is made here."""

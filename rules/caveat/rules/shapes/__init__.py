"""What may stand in a rule, a pack's head and a patient file: for the decoder and for editors."""

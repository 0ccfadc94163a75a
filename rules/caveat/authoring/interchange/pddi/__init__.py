"""Interactions in the JSON form of the PDDI minimum information model."""

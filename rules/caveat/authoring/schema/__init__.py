"""The JSON Schemas of what authors write, with which editors complete and check it."""

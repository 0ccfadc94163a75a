"""The page at the root: a check in a browser, by the JSON API of the same origin."""

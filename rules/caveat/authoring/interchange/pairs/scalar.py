"""Texts of others as YAML, whatever signs they have."""

import json
import re

_quoted = json.JSONEncoder(ensure_ascii=False).encode
_PLAIN = re.compile(r"[a-z][a-z0-9-]*")
_RESERVED = frozenset(("true", "false", "yes", "no", "on", "off", "null", "y", "n"))
# what JSON leaves as it is and YAML does not allow, or takes for the end of a line
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


def scalar(text: str) -> str:
    """Write a text as a YAML scalar in one line, quoted where it is not a plain word."""
    if _PLAIN.fullmatch(text) and text not in _RESERVED:
        return text
    return _UNSAFE.sub(lambda found: f"\\u{ord(found.group()):04x}", _quoted(text))

"""National Drug Codes, in the 11 digits of 5-4-2 that RxNorm writes."""

_HYPHENATED = frozenset({(5, 4, 2), (4, 4, 2), (5, 3, 2), (5, 4, 1)})
_NORMAL = (5, 4, 2)


def normalise_ndc(text: str) -> tuple[str, ...]:
    """Give what a code may be in 11 digits: one code, three for 10 bare digits, else none."""
    parts = text.strip().split("-")
    if not all(part.isascii() and part.isdigit() for part in parts):
        return ()
    sizes = tuple(map(len, parts))
    if sizes in _HYPHENATED:
        return ("".join(map(str.zfill, parts, _NORMAL)),)
    return _bare(parts[0]) if len(parts) == 1 else ()


def _bare(digits: str) -> tuple[str, ...]:
    """Pad 10 digits at each place where one may have been left out."""
    if len(digits) == sum(_NORMAL):
        return (digits,)
    if len(digits) != sum(_NORMAL) - 1:
        return ()
    return tuple(dict.fromkeys(f"{digits[:at]}0{digits[at:]}" for at in (0, 5, 9)))

"""The route that the name of a dose form implies."""

from collections.abc import Iterable

_ROUTES = {
    "ophthalmic": "ophthalmic",
    "otic": "otic",
    "topical": "topical",
    "nasal": "nasal",
    "inhalation": "inhaled",
    "inhalant": "inhaled",
    "inhaler": "inhaled",
    "transdermal": "transdermal",
    "oral": "oral",
    "sublingual": "sublingual",
    "buccal": "buccal",
    "rectal": "rectal",
    "vaginal": "vaginal",
}
_NASAL_INHALER = {"nasal", "inhaled"}


def route_of_form(form: str) -> str:
    """Give the route that a form names, such as ``oral`` for ``Oral Tablet``; else nothing."""
    named = {_ROUTES[word] for word in form.lower().split() if word in _ROUTES}
    if named == _NASAL_INHALER:
        return "nasal"
    return named.pop() if len(named) == 1 else ""


def common_route(routes: Iterable[str]) -> str:
    """Give the route that all of these are; nothing where they differ or one is unknown."""
    found = set(routes)
    return found.pop() if len(found) == 1 else ""

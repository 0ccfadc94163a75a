"""The pages of a search, followed to the last and laid into one Bundle."""

from collections.abc import Awaitable, Callable, Sequence
from typing import cast

from caveat.server.ehr.base import Base
from caveat.server.ehr.errors import FetchError
from caveat.server.http.body import JsonObject

MOST_PAGES = 50


async def read_pages(
    url: str, base: Base, get: Callable[[str], Awaitable[JsonObject]]
) -> JsonObject:
    """Read a resource or all pages of a search; ``FetchError`` rather than a shorter list."""
    pages = [await get(url)]
    if not _is_bundle(pages[0]):
        return pages[0]
    while link := _next(pages[-1]):
        if len(pages) == MOST_PAGES:
            raise FetchError(f"answered with more than {MOST_PAGES} pages")
        target = base.follow(link)
        if target is None:
            raise FetchError("links to a page that is not allowed")
        pages.append(await get(target))
    return _merged(pages)


def _is_bundle(page: JsonObject) -> bool:
    return page["resourceType"] == "Bundle"


def _next(page: JsonObject) -> str | None:
    links = [link for link in _objects(page, "link") if link.get("relation") == "next"]
    match [link.get("url") for link in links]:
        case []:
            return None
        case [str(url)] if url:
            return url
        case _:
            raise _unreadable()


def _merged(pages: Sequence[JsonObject]) -> JsonObject:
    kind = pages[0].get("type")
    if not all(_is_bundle(page) and page.get("type") == kind for page in pages):
        raise _unreadable()
    entries = [entry for page in pages for entry in _objects(page, "entry")]
    return {"resourceType": "Bundle", "type": kind, "entry": entries}


def _objects(page: JsonObject, name: str) -> list[JsonObject]:
    values = page.get(name, [])
    if not isinstance(values, list):
        raise _unreadable()
    if not all(isinstance(value, dict) for value in cast(list[object], values)):
        raise _unreadable()
    return cast(list[JsonObject], values)


def _unreadable() -> FetchError:
    return FetchError("answered with a Bundle that cannot be read")

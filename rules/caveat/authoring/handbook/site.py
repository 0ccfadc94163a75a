"""The settings with which mkdocs-material makes a site of the pages, which asks no other host."""

import json
from collections.abc import Iterable, Mapping, Sequence

from caveat.authoring.handbook import links
from caveat.authoring.handbook.markup import plain
from caveat.authoring.handbook.page import Page
from caveat.rules.model import Pack

MARK = "# Written by caveat handbook, which replaces it and the folder of its pages.\n"
"""The first line, by which an earlier handbook is known."""

_STYLE = "assets/handbook.css"
_SCRIPT = "assets/handbook.js"
_SEARCH_FROM_FILES = "assets/iframe-worker-shim.js"

_SCHEMES = (
    ("(prefers-color-scheme: light)", "default", "night", "Dark colours"),
    ("(prefers-color-scheme: dark)", "slate", "sunny", "Light colours"),
)


def settings(packs: Sequence[Pack], guides: Iterable[Page]) -> str:
    """Give ``mkdocs.yml``, in the form of YAML that is JSON too, for the handbook of some packs.

    ``guides`` are further pages for sites, beside those that every handbook has. The offline
    plugin would have a browser fetch a script from another host: ours comes with the handbook.
    """
    stated: dict[str, object] = {
        "site_name": "Caveat handbook",
        "site_description": "Rules, vocabulary and sources of Caveat, generated from its packs.",
        "docs_dir": "docs",
        "site_dir": "site",
        "use_directory_urls": False,
        "theme": _theme(),
        "extra_css": [_STYLE],
        "extra_javascript": [_SCRIPT],
        "extra": {"generator": False, "polyfills": [_SEARCH_FROM_FILES]},
        "plugins": ["search", "offline"],
        "markdown_extensions": _extensions(),
        "validation": {
            "omitted_files": "warn",
            "absolute_links": "warn",
            "unrecognized_links": "warn",
            "anchors": "warn",
        },
        "nav": _nav(packs, guides),
        "not_in_nav": "/rules/\n/classes/\n/conditions/\n/coverage/\n",
    }
    return f"{MARK}{json.dumps(stated, indent=2, ensure_ascii=False)}\n"


def _theme() -> Mapping[str, object]:
    return {
        "name": "material",
        "font": False,
        "icon": {"logo": "material/alert-octagon-outline"},
        "favicon": "assets/favicon.svg",
        "features": ["navigation.tabs", "navigation.top", "search.highlight", "toc.follow"],
        "palette": [_palette(*each) for each in _SCHEMES],
    }


def _palette(media: str, scheme: str, icon: str, name: str) -> Mapping[str, object]:
    toggle = {"icon": f"material/weather-{icon}", "name": name}
    return {"media": media, "scheme": scheme, "primary": "custom", "toggle": toggle}


def _extensions() -> list[object]:
    return [
        "tables",
        "attr_list",
        "admonition",
        "pymdownx.superfences",
        {"toc": {"permalink": False, "toc_depth": 3}},
    ]


def _nav(packs: Sequence[Pack], guides: Iterable[Page]) -> list[Mapping[str, object]]:
    further = [{plain(page.title): page.path} for page in guides]
    tabs: dict[str, object] = {
        "Start": "index.md",
        "Reading a report": links.READING,
        "Rules": [
            {"By level": links.LEVELS},
            {"By kind": links.KINDS},
            {"By hazard": links.HAZARDS},
            {"Drafts and reviews": links.REVIEWS},
        ],
        "Packs": [
            {"All packs": links.PACKS},
            *({plain(pack.title): links.pack_page(pack.id)} for pack in packs),
            {"Coverage of the sources": links.COVERAGE},
        ],
        "Vocabulary": [
            {"Medicines by class": links.CLASSES},
            {"Ingredients, A to Z": links.INGREDIENTS},
            {"Combination products": links.PRODUCTS},
            {"Conditions": links.CONDITIONS},
            {"Observations": links.OBSERVATIONS},
        ],
        "Writing rules": [{"A first rule": links.FIRST_RULE}, {"Criteria": links.CRITERIA}],
        "For sites": further,
    }
    return [{name: pages} for name, pages in tabs.items() if pages]

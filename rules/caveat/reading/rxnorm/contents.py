"""Finds what a concept is made of, down to its ingredients: all of them, or it is left out."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from caveat.reading.rxnorm.concepts import Concepts
from caveat.reading.rxnorm.relation import (
    BRAND,
    BRANDED,
    COMPONENT,
    FORMS,
    INGREDIENT,
    PACKS,
    PRECISE,
    UNCOUNTED,
    WAYS,
    Family,
    Way,
)
from caveat.reading.rxnorm.route import common_route, route_of_form

_PACK_PART = re.compile(r"(?:^\{|\) / )\s*[\d.]+ \(")


class LeftOut(Enum):
    """Why a concept is left out."""

    NO_INGREDIENT = "concepts that lead to no ingredient"
    INCOMPLETE = "concepts with an ingredient missing"
    CONTRADICTORY = "concepts whose relations contradict each other"


@dataclass(frozen=True, slots=True)
class Contents:
    """The ingredients of a concept, and the units that the names of products list."""

    ingredients: frozenset[int]
    units: frozenset[int]


class ContentsFinder:
    """Follows the relations of concepts down to ingredients, each of them once."""

    def __init__(self, concepts: Concepts) -> None:
        self._concepts = concepts
        self._types = concepts.term_types
        self._found: dict[int, Contents | LeftOut] = {}
        self._routes: dict[int, str] = {}
        self._sets: dict[frozenset[int], frozenset[int]] = {}

    def find_all(self) -> Iterator[tuple[int, Contents | LeftOut]]:
        """Give the contents of every concept; brands are held against their products."""
        stocked = [rxcui for rxcui, kind in self._types.items() if kind not in FORMS]
        for rxcui in stocked:
            self.of(rxcui)
        branded = [rxcui for rxcui in stocked if self._types[rxcui] in BRANDED]
        for rxcui in branded:
            self._check_brands(rxcui)
        for rxcui in branded:
            is_pack = self._types[rxcui] in PACKS
            if self._found[rxcui] is LeftOut.NO_INGREDIENT and not is_pack:
                self._found[rxcui] = self._by_brand(rxcui)
        return ((rxcui, self._found[rxcui]) for rxcui in stocked)

    def of(self, rxcui: int) -> Contents | LeftOut:
        """Give the contents of a concept, or why it is left out."""
        found = self._found.get(rxcui)
        if found is None:
            found = self._found[rxcui] = self._find(rxcui)
        return found

    def route_of(self, rxcui: int) -> str:
        """Give the route that a concept's dose form implies, or that of all parts of a pack."""
        route = self._routes.get(rxcui)
        if route is None:
            route = self._routes[rxcui] = self._find_route(rxcui)
        return route

    def _find(self, rxcui: int) -> Contents | LeftOut:
        term_type = self._types[rxcui]
        if term_type == INGREDIENT:
            return Contents(self._shared({rxcui}), self._shared({rxcui}))
        if rxcui in self._concepts.torn:
            return LeftOut.INCOMPLETE
        taken = [way for way in WAYS[term_type] if self._parts(rxcui, way)]
        first = next((way for way in taken if way.whole or term_type not in UNCOUNTED), None)
        found = self._follow(rxcui, first) if first else LeftOut.NO_INGREDIENT
        if isinstance(found, LeftOut):
            return found
        if len(found.units) < self._listed(rxcui):
            return LeftOut.INCOMPLETE
        agreed = all(self._agrees(found, rxcui, way) for way in taken if way is not first)
        return found if agreed else LeftOut.CONTRADICTORY

    def _parts(self, rxcui: int, way: Way) -> list[int]:
        return self._concepts.below(rxcui, way.family, way.targets)

    def _follow(self, rxcui: int, way: Way) -> Contents | LeftOut:
        parts = self._parts(rxcui, way)
        found = [part for part in map(self.of, parts) if isinstance(part, Contents)]
        if len(found) < len(parts):
            return LeftOut.INCOMPLETE
        ingredients = frozenset[int]().union(*(part.ingredients for part in found))
        return Contents(self._shared(ingredients), self._shared(self._units(rxcui, parts, found)))

    def _units(self, rxcui: int, parts: list[int], found: list[Contents]) -> Iterable[int]:
        """Give what a name lists: the products of a pack, else components or substances."""
        term_type = self._types[rxcui]
        if term_type in PACKS:
            return map(self._generic, parts)
        if term_type in (PRECISE, COMPONENT):
            return (rxcui,)
        units = frozenset[int]().union(*(part.units for part in found))
        precise = (unit for unit in units if self._types[unit] == PRECISE)
        return units.difference(*(self._bases(unit) for unit in precise))

    def _bases(self, precise: int) -> list[int]:
        return self._concepts.below(precise, Family.FORM, (INGREDIENT,))

    def _generic(self, product: int) -> int:
        """Give the product without a brand, so that no part of a pack counts twice."""
        generics = self._concepts.below(product, Family.BRAND, ("SCD",))
        return generics[0] if len(generics) == 1 else product

    def _listed(self, rxcui: int) -> int:
        """Count the parts that the name of a concept lists."""
        name, term_type = self._concepts.names[rxcui], self._types[rxcui]
        if term_type in PACKS:
            return max(1, len(_PACK_PART.findall(name)))
        return 1 if term_type in UNCOUNTED else name.count(" / ") + 1

    def _agrees(self, found: Contents, rxcui: int, way: Way) -> bool:
        """Say whether a further way leads to the same; one that is broken says nothing."""
        other = self._follow(rxcui, way)
        if isinstance(other, LeftOut):
            return True
        if way.whole:
            return other.ingredients == found.ingredients
        return other.ingredients <= found.ingredients

    def _brands(self, rxcui: int) -> list[int]:
        return self._concepts.below(rxcui, Family.INGREDIENT, (BRAND,))

    def _check_brands(self, rxcui: int) -> None:
        """Leave out a brand that lacks an ingredient of one of its products."""
        for brand in self._brands(rxcui):
            found = self._found[brand]
            if isinstance(found, Contents) and not self._covers(found, rxcui):
                self._found[brand] = LeftOut.CONTRADICTORY

    def _covers(self, brand: Contents, rxcui: int) -> bool:
        """Say whether a brand has all that a product has; of a broken one the name must do."""
        product = self._found[rxcui]
        if isinstance(product, Contents):
            return product.ingredients <= brand.ingredients
        return self._types[rxcui] in PACKS or len(brand.units) >= self._listed(rxcui)

    def _by_brand(self, rxcui: int) -> Contents | LeftOut:
        """Take the contents of the brand for a product that has no other relation."""
        brands = [self._found[brand] for brand in self._brands(rxcui)]
        if len(brands) != 1 or not isinstance(brands[0], Contents):
            return LeftOut.NO_INGREDIENT
        enough = len(brands[0].units) >= self._listed(rxcui)
        return brands[0] if enough else LeftOut.INCOMPLETE

    def _find_route(self, rxcui: int) -> str:
        term_type = self._types[rxcui]
        if term_type in PACKS:
            return common_route(map(self.route_of, self._parts(rxcui, WAYS[term_type][0])))
        forms = self._concepts.below(rxcui, Family.DOSE_FORM, FORMS)
        return common_route(route_of_form(self._concepts.names[form]) for form in forms)

    def _shared(self, found: Iterable[int]) -> frozenset[int]:
        whole = frozenset(found)
        return self._sets.setdefault(whole, whole)

"""The route that a dose form implies."""

import pytest

from caveat.reading.rxnorm.route import common_route, route_of_form


@pytest.mark.parametrize(
    ("form", "route"),
    [
        ("Ophthalmic Solution", "ophthalmic"),
        ("Otic Suspension", "otic"),
        ("Topical Cream", "topical"),
        ("Nasal Spray", "nasal"),
        ("Nasal Inhaler", "nasal"),
        ("Metered Dose Inhaler", "inhaled"),
        ("Inhalation Solution", "inhaled"),
        ("Gas for Inhalation", "inhaled"),
        ("Transdermal System", "transdermal"),
        ("Extended Release Oral Capsule", "oral"),
        ("Oral Product", "oral"),
        ("Sublingual Tablet", "sublingual"),
        ("Buccal Film", "buccal"),
        ("Rectal Suppository", "rectal"),
        ("Vaginal Cream", "vaginal"),
        ("Injectable Solution", ""),
        ("Prefilled Syringe", ""),
        ("Oral Topical Gel", ""),
        ("", ""),
    ],
)
def test_a_form_implies_the_one_route_that_it_names(form: str, route: str) -> None:
    assert route_of_form(form) == route


@pytest.mark.parametrize(
    ("routes", "common"),
    [(("oral", "oral"), "oral"), (("oral", "nasal"), ""), (("oral", ""), ""), ((), "")],
)
def test_parts_have_a_common_route_where_all_have_the_same(
    routes: tuple[str, ...], common: str
) -> None:
    assert common_route(routes) == common

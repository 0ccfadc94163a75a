"""What is typed stays on the page, and goes with it."""

from playwright.sync_api import Page, Request, expect

from tests.server.web.desk import (
    HISTORY,
    MEDICATIONS,
    PROPOSED,
    alert,
    enter,
    field,
    headline,
    settled,
)

HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>'


def fill_in(page: Page) -> None:
    enter(page, PROPOSED, "ketamine 40 mg IV")
    enter(page, MEDICATIONS, "prazosin 2 mg")
    settled(page)


def test_what_is_typed_stands_in_no_address(page: Page, url: str) -> None:
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))  # noqa: PLW0108  it takes no builtin
    field(page, MEDICATIONS).press_sequentially("prazos")
    expect(page.get_by_role("listbox")).to_be_visible()
    fill_in(page)
    assert f"{url}/" == page.url
    assert {f"{url}/v1/check", f"{url}/v1/recognise"} == {each.url for each in asked}
    assert {"POST"} == {each.method for each in asked}
    sent = [each.all_headers() for each in asked if each.failure is None]
    assert not any({"cookie", "referer"} & set(headers) for headers in sent)


def test_nothing_is_stored(page: Page) -> None:
    fill_in(page)
    assert page.context.cookies() == []
    assert page.context.storage_state(indexed_db=True) == {"cookies": [], "origins": []}
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0
    assert page.evaluate("caches.keys()") == []


def test_a_reload_forgets_all(page: Page) -> None:
    fill_in(page)
    field(page, MEDICATIONS).fill("half typed")
    page.reload()
    expect(headline(page)).to_have_text("Nothing entered yet")
    expect(page.locator(".entry")).to_have_count(0)
    expect(field(page, MEDICATIONS)).to_have_value("")


def test_clear_forgets_all(page: Page) -> None:
    fill_in(page)
    page.get_by_label("Age", exact=True).fill("44")
    field(page, HISTORY).fill("half typed")
    page.get_by_role("button", name="Clear").click()
    expect(headline(page)).to_have_text("Nothing entered yet")
    expect(page.locator(".entry")).to_have_count(0)
    expect(page.get_by_role("article")).to_have_count(0)
    expect(field(page, HISTORY)).to_have_value("")
    expect(page.get_by_label("Age", exact=True)).to_have_value("")
    expect(field(page, PROPOSED)).to_be_focused()


def test_a_page_that_the_browser_kept_comes_back_empty(page: Page) -> None:
    fill_in(page)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(headline(page)).to_have_text("Nothing entered yet")
    expect(page.locator(".entry")).to_have_count(0)


def test_markup_is_shown_as_the_text_that_it_is(page: Page) -> None:
    title = page.title()
    enter(page, PROPOSED, "ketamine 40 mg IV")
    enter(page, MEDICATIONS, HOSTILE, f"prazosin 2 mg {HOSTILE}")
    settled(page)
    expect(page.locator(".entry .text").nth(1)).to_have_text(HOSTILE)
    expect(alert(page, "Ketamine with a heart medicine").first).to_contain_text(HOSTILE)
    expect(page.locator("img:not(.mark), body script")).to_have_count(0)
    assert title == page.title()

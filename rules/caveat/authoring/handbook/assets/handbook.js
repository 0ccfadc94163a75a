// What the theme leaves out for those who do not see or point: a name, and a way by keyboard.

document.querySelector("[data-md-component=search]")?.setAttribute("aria-label", "Search");

addEventListener("load", () => {
  for (const each of document.querySelectorAll(".md-typeset__scrollwrap")) {
    if (each.scrollWidth > each.clientWidth) each.tabIndex = 0;
  }
});

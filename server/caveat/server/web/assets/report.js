// The report: its head, its alerts, what was not checked, and what it stands on.

import { alertOf } from "./alert.js";
import { announce } from "./announcer.js";
import { button, el, showEach } from "./dom.js";
import { assumptionOf, packOf, questionOf, suppressedOf, unrecognisedOf } from "./doubts.js";
import { focusIn } from "./focus.js";
import { guide } from "./guide.js";
import { Headline, summaryOf } from "./headline.js";
import { details, section } from "./section.js";
import { isChanged } from "./site.js";
import { counted, gravity } from "./words.js";

const MATTERS = gravity("LEVEL_MODERATE");
/** So many of the gravest questions are asked at once: questions tire people as alerts do. */
const FEW = 8;
const UNDER_REVIEW = "ASSUMPTION_KIND_MEDICINE_UNDER_REVIEW";

/** The right side of the page. */
export class ReportView {
  #report = null;

  /**
   * @param {HTMLElement} node
   * @param {(submission: any, assumed: string[]) => import("./answer.js").Desk} deskOf
   * @param {() => void} retry
   */
  constructor(node, deskOf, retry) {
    this.node = node;
    this.deskOf = deskOf;
    this.retry = retry;
    this.headline = new Headline((part) => this.#goTo(this.parts[part]));
    const list = (look) => el("ul", { class: look, role: "list" });
    this.lists = {
      alerts: el("div"),
      site: list("plain"),
      unrecognised: list("unreads"),
      questions: list("questions"),
      lesser: list("questions"),
      info: el("div"),
      assumptions: list("plain"),
      suppressed: list("plain"),
      packs: list("plain"),
    };
    this.more = details("More questions", this.lists.lesser);
    this.parts = {
      alerts: section("Alerts", this.lists.alerts),
      site: section(
        "Changed by this site",
        el("p", { class: "hint" }, "The level is what the rule\u2019s own pack gives it."),
        this.lists.site,
      ),
      unrecognised: section(
        "NOT CHECKED: not recognised",
        el("p", { class: "hint" }, "Write it another way, or ask."),
        this.lists.unrecognised,
      ),
      questions: section(
        "NOT CHECKED: ask",
        el(
          "p",
          { class: "hint" },
          "The level is the worst that could follow. An answer is checked at once.",
        ),
        this.lists.questions,
        this.more.node,
      ),
      info: details("Good to know", this.lists.info, "h3"),
      assumptions: details(
        "Taken as given: correct it where it is wrong",
        this.lists.assumptions,
        "h3",
      ),
      suppressed: details("Withheld", this.lists.suppressed, "h3"),
      packs: section("Rule packs", this.lists.packs),
    };
    this.body = el("div", { class: "body" }, ...Object.values(this.parts).map((part) => part.node));
    this.guide = guide();
    this.node.append(this.headline.node, this.guide, this.body);
    this.blank();
  }

  /** Show that nothing was entered. */
  blank() {
    this.#clear();
    this.guide.hidden = false;
    this.headline.say(
      "Nothing entered yet",
      "Enter the proposed medicine, what the patient takes, and the history.",
      "blank",
    );
  }

  /** Show that what stands here is of before. */
  updating() {
    this.node.setAttribute("aria-busy", "true");
    this.headline.status.textContent =
      "Being updated: this is not the answer to what stands in the fields now.";
  }

  /** Show that there is no answer, and nothing of the one before. */
  failed(title, reasons) {
    this.#clear();
    const list = el("ul", {}, ...reasons.map((reason) => el("li", {}, reason)));
    const again = button("Check again", this.retry);
    const words = title.replace(/^NOT CHECKED: /, "");
    this.headline.say(
      "NOT CHECKED",
      "There is no report on what is entered.",
      "failure",
      el("div", { role: "alert" }, `Not checked: ${words}.`, reasons.length > 0 && list),
      again,
    );
  }

  /** Show an answer, and keep the focus where it makes sense. */
  show(report, submission) {
    const focus = focusIn(this.body);
    this.node.removeAttribute("aria-busy");
    this.guide.hidden = true;
    this.headline.show(report, new Date());
    this.#fill(report, submission);
    focus.restore(this.headline.title);
    announce(summaryOf(report, this.#report));
    this.#report = report;
  }

  /** Show whether something was typed that is no part of the report. */
  setPending(isPending) {
    this.headline.pending.hidden = !isPending || this.#report === null;
  }

  /** Move to the head of the report. */
  focus() {
    this.headline.title.focus();
  }

  #clear() {
    this.#report = null;
    this.guide.hidden = true;
    this.node.removeAttribute("aria-busy");
    this.headline.pending.hidden = true;
    Object.values(this.lists).forEach((list) => list.replaceChildren());
    this.#hideEmpty();
  }

  #fill(report, submission) {
    const assumed = report.assumptions
      .filter(({ kind }) => kind === UNDER_REVIEW)
      .map(({ entry }) => entry.text);
    const desk = this.deskOf(submission, assumed);
    const packs = new Map(report.packs.map((pack) => [pack.id, pack]));
    const isGrave = ({ level }) => gravity(level) > gravity("LEVEL_INFO");
    const matters = ({ level }) => gravity(level) >= MATTERS;
    const keyed = (item) => JSON.stringify([item, submission.entryOf(item.entry)?.item.key]);
    const put = (name, items, make) => showEach(this.lists[name], items, keyed, make);
    put("alerts", report.alerts.filter(isGrave), (alert) => alertOf(alert, packs));
    put(
      "info",
      report.alerts.filter((alert) => !isGrave(alert)),
      (alert) => alertOf(alert, packs),
    );
    put("unrecognised", report.unrecognised, (item) => unrecognisedOf(item, desk));
    const isAsked = (item, place) => matters(item) && place < FEW;
    put("questions", report.openQuestions.filter(isAsked), (item) => questionOf(item, desk));
    put(
      "lesser",
      report.openQuestions.filter((item, place) => !isAsked(item, place)),
      (item) => questionOf(item, desk),
    );
    put("assumptions", report.assumptions, assumptionOf);
    put("site", report.suppressed.filter(isChanged), suppressedOf);
    put("suppressed", withheld(report), suppressedOf);
    put("packs", report.packs, packOf);
    this.#hideEmpty();
  }

  #hideEmpty() {
    const many = Object.fromEntries(
      Object.entries(this.lists).map(([name, list]) => [name, list.childElementCount]),
    );
    for (const [name, part] of Object.entries(this.parts)) part.node.hidden = many[name] === 0;
    this.parts.questions.node.hidden = many.questions + many.lesser === 0;
    this.more.node.hidden = many.lesser === 0;
    this.more.count.textContent = counted(many.lesser, "more question");
    for (const name of ["info", "assumptions", "suppressed"])
      this.parts[name].count.textContent = `${this.parts[name].words} (${many[name]})`;
  }

  #goTo({ node }) {
    node.querySelector("h3").focus();
    node.scrollIntoView({ block: "start" });
  }
}

/** The findings that were withheld and stand under no alert. */
function withheld({ alerts, suppressed }) {
  const folded = alerts.flatMap((alert) => alert.folded.map(({ ruleId }) => ruleId));
  return suppressed.filter(
    (each) => !isChanged(each) && !folded.includes(each.finding.ruleId),
  );
}

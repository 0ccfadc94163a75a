// The page: what is entered on the left, the report on the right, or one rule.

import { announce } from "./announcer.js";
import { observations } from "./api.js";
import { Checking } from "./checking.js";
import { el } from "./dom.js";
import { Entries, KINDS } from "./entries.js";
import { Facts } from "./facts.js";
import { Patient } from "./patient.js";
import { prepareToPrint } from "./printing.js";
import { ReportView } from "./report.js";
import { RuleView, ruleIn } from "./rule.js";
import { Trials } from "./trials.js";

const at = (id) => document.getElementById(id);
const patient = new Patient();
const kinds = await observations()
  .then((all) => new Map(all.map((kind) => [kind.name, kind])))
  .catch(() => new Map());

const entries = new Map(KINDS.map((kind) => [kind.name, new Entries(kind, patient)]));
const facts = new Facts(patient, kinds);
const trials = new Trials(patient);
const fields = [...entries.values(), facts, trials];
at("lists").append(...[...entries.values()].map((each) => each.node));
at("facts").append(facts.node);
at("trials").append(trials.node);

const report = new ReportView(
  at("report"),
  (submission, assumed) => ({ patient, kinds, submission, assumed, goTo }),
  () => checking.run(),
);
const checking = new Checking(patient, report, kinds);
const rule = new RuleView(at("rule"));
const sheet = el("div", { class: "sheet" });
at("workspace").before(sheet);
prepareToPrint(sheet, patient, kinds);

/** Go to the field of a list. */
function goTo(list) {
  if (list === "trials") trials.open();
  else entries.get(list).field.input.focus();
}

function showPending() {
  report.setPending(fields.some((field) => field.hasPending));
}

patient.addEventListener("change", () => {
  if (patient.isBlank) {
    checking.stop();
    report.blank();
  } else checking.run();
  showPending();
});
at("patient").addEventListener("input", showPending);

at("check").addEventListener("click", async () => {
  fields.forEach((field) => field.commit());
  await checking.run();
  report.focus();
});

function clear() {
  fields.forEach((field) => field.empty());
  patient.clear();
  announce("Cleared");
}
at("clear").addEventListener("click", () => {
  clear();
  goTo("proposed");
});
at("print").addEventListener("click", () => print());
at("skip").addEventListener("click", (event) => {
  event.preventDefault();
  (at("rule").hidden ? at("headline") : at("rule").querySelector("h2")).focus();
});

let cameFrom = null;

/** Show the rule that the address names, or the check. */
function route() {
  const id = ruleIn(location.hash);
  at("workspace").hidden = id !== null;
  at("rule").hidden = id === null;
  if (id !== null) rule.show(id);
  else cameFrom?.focus();
}
at("report").addEventListener("click", (event) => {
  cameFrom = event.target.closest("a[href^='#/rules/']") ?? cameFrom;
});
addEventListener("hashchange", route);
addEventListener("pageshow", (event) => event.persisted && clear());
route();

// The JSON API of the same origin. What is typed goes into bodies, never into an address.

const PATIENCE = 15000;

/** Why there is no answer. */
export class ApiError extends Error {
  /**
   * @param {string} title
   * @param {string} [detail]
   * @param {{field: string, reason: string}[]} [violations]
   */
  constructor(title, detail = "", violations = []) {
    super(title);
    this.title = title;
    this.detail = detail;
    this.violations = violations;
  }
}

/** Check a patient; the report has been seen to be one. */
export async function check(request, signal) {
  const { report } = await call("POST", "/v1/check", request, signal);
  if (!isReport(report)) throw new ApiError("The answer is no report");
  return report;
}

/** Say how a text is read, and what begins so. */
export function recognise(text, readAs, signal) {
  return call("POST", "/v1/recognise", { text, readAs }, signal);
}

/** The facts that can be stated. */
export async function observations() {
  return (await call("GET", "/v1/observations")).observations;
}

/** One rule with its evidence. */
export async function rule(id) {
  return (await call("GET", `/v1/rules/${encodeURIComponent(id)}`)).rule;
}

async function call(method, path, body, signal) {
  const limit = AbortSignal.timeout(PATIENCE);
  const response = await reach(path, {
    method,
    body: body && JSON.stringify(body),
    headers: body ? { "Content-Type": "application/json" } : {},
    cache: "no-store",
    credentials: "omit",
    referrerPolicy: "no-referrer",
    redirect: "error",
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
  });
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw problemOf(answer, response.status);
  if (answer === null) throw new ApiError("The answer cannot be read");
  return answer;
}

async function reach(path, options) {
  try {
    return await fetch(path, options);
  } catch (error) {
    throw new ApiError(
      error.name === "TimeoutError"
        ? "The service did not answer in time"
        : "The service cannot be reached",
    );
  }
}

function problemOf(answer, status) {
  const title = answer?.title ?? `The service answered with an error (${status})`;
  const violations = Array.isArray(answer?.violations) ? answer.violations : [];
  return new ApiError(String(title), String(answer?.detail ?? ""), violations);
}

function isReport(report) {
  const lists = ["alerts", "openQuestions", "unrecognised", "suppressed", "assumptions", "packs"];
  return (
    typeof report?.outcome === "string" &&
    typeof report.complete === "boolean" &&
    lists.every((name) => Array.isArray(report[name]))
  );
}

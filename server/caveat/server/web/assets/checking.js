// Checks what is entered, and shows only the answer to what stands there now.

import { ApiError, check } from "./api.js";
import { Submission } from "./request.js";

/** Runs one check after the other. */
export class Checking {
  #last = 0;
  #abort = new AbortController();

  /**
   * @param {import("./patient.js").Patient} patient
   * @param {() => import("./report.js").ReportView} view
   * @param {Map<string, any>} kinds
   */
  constructor(patient, view, kinds) {
    this.patient = patient;
    this.view = view;
    this.kinds = kinds;
  }

  /** Drop what is under way. */
  stop() {
    this.#last += 1;
    this.#abort.abort();
    this.#abort = new AbortController();
  }

  /** Check what is entered now. */
  async run() {
    this.stop();
    const mine = this.#last;
    const submission = new Submission(this.patient);
    this.view.updating();
    try {
      const report = await check(submission.message(), this.#abort.signal);
      if (mine === this.#last) this.view.show(report, submission);
    } catch (error) {
      if (mine === this.#last) this.#failed(error, submission);
    }
  }

  #failed(error, submission) {
    const problem =
      error instanceof ApiError ? error : new ApiError("This page failed to show the answer");
    const reasons = problem.violations.map(
      ({ field, reason }) => `${this.#nameOf(submission.placeOf(String(field)))}: ${reason}`,
    );
    this.view.failed(
      problem.title,
      reasons.length > 0 ? reasons : [problem.detail].filter(Boolean),
    );
  }

  #nameOf(place) {
    return this.kinds.get(place)?.title ?? place;
  }
}

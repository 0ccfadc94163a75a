"""What a worker says where Caveat itself fails."""

import json
from datetime import date

from caveat.rules import Report
from caveat.server.screening.checking import Checking
from caveat.server.screening.lines import Line, Mark
from caveat.server.screening.patient_line import PatientLine
from caveat.server.screening.unread import Check, Chunk
from caveat.server.screening.worker import Worker

CANARY = "ZZCANARY"


class Faulty(PatientLine):
    """Fails as a bug would, with the patient's words in the error."""

    def report(self, check: Check, today: date) -> Report:
        raise KeyError(CANARY)


def test_a_fault_is_told_by_its_place_without_the_patient_s_words_and_spoils_no_other() -> None:
    line = Line(1, b'{"proposed": ["ketamine"]}')
    chunk = Chunk((Faulty(line), PatientLine(Line(2, line.text))), Mark(), 0)
    answered = Checking(date(2026, 11, 23))(Worker(()), chunk)
    fault, report = map(json.loads, answered.lines.splitlines())
    assert fault["error"]["message"].startswith("NOT CHECKED: a fault in Caveat (KeyError at ")
    assert CANARY not in answered.lines.decode()
    assert report["outcome"] == "incomplete"
    assert (answered.tally.faults, answered.tally.patients) == (1, 2)

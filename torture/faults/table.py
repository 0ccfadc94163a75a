"""The faults by name, in the order in which they are made."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from torture.faults.canary import canary
from torture.faults.clock import clock
from torture.faults.disk import disk
from torture.faults.ending import kill, stop
from torture.faults.fuzzing import fuzz
from torture.faults.hostile import hostile
from torture.faults.machine import machine
from torture.faults.mutation import mutation
from torture.faults.network import cut, descriptors, loss
from torture.faults.reloading import reload
from torture.result import Count
from torture.run import Run

Fault: TypeAlias = Callable[[Run], Iterable[Count]]

FAULTS: Mapping[str, Fault] = {
    "hostile": hostile,
    "kill": kill,
    "stop": stop,
    "reload": reload,
    "disk": disk,
    "canary": canary,
    "clock": clock,
    "loss": loss,
    "cut": cut,
    "descriptors": descriptors,
    "machine": machine,
    "fuzz": fuzz,
    "mutation": mutation,
}

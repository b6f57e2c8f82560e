"""The measured process of Dask: one job from argv, one outcome into a file, as measured/main.ts does for the others.

A job is {shapeFile, warmUpFile, scheduler, resultFile}. A shape file has the very graph the other engines get, as
numbers, with the value it must give: {ops, starts, args, expected}.
"""

import json
import resource
import sys
import time

WARM_UPS = 6
LEAF, NEXT, ADD, MIX, SUM = 0, 2, 3, 4, 5


def inc(x):
    return x + 1


def add(a, b):
    return a + b


def mix(a, b, c):
    return (a + 2 * b + 3 * c) % 1_000_003


def build(shape, delayed):
    """The loop a user of dask.delayed writes."""
    lazy = {LEAF: delayed(inc), NEXT: delayed(inc), ADD: delayed(add), MIX: delayed(mix)}
    lazy_sum = delayed(sum)
    starts, args = shape["starts"], shape["args"]
    nodes = []
    for i, op in enumerate(shape["ops"]):
        given = args[starts[i] : starts[i + 1]]
        if op == LEAF:
            nodes.append(lazy[op](given[0]))
        elif op == SUM:
            nodes.append(lazy_sum([nodes[j] for j in given]))
        else:
            nodes.append(lazy[op](*[nodes[j] for j in given]))
    return nodes[-1]


def status_bytes(field):
    with open("/proc/self/status") as status:
        line = next(line for line in status if line.startswith(field + ":"))
    return int(line.split()[1]) * 1024


def watch_peak_memory():
    """How far resident memory rises above the level of now; None where the system cannot tell."""
    try:
        with open("/proc/self/clear_refs", "w") as clear:
            clear.write("5")
        before = status_bytes("VmRSS")
        return lambda: max(0, status_bytes("VmHWM") - before)
    except OSError:
        return lambda: None


def cpu_seconds():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def measure(job):
    from dask import delayed

    def load(file):
        with open(file) as text:
            return json.load(text)

    def compute(node):
        return node.compute(scheduler=job["scheduler"])

    small = load(job["warmUpFile"])
    for _ in range(WARM_UPS):
        compute(build(small, delayed))
    shape = load(job["shapeFile"])
    peak = watch_peak_memory()
    cpu = cpu_seconds()
    start = time.perf_counter()
    node = build(shape, delayed)
    built = time.perf_counter()
    value = compute(node)
    end = time.perf_counter()
    if value != shape["expected"]:
        reason = "wrong result: %r, expected %r" % (value, shape["expected"])
        return {"status": "failed", "wrongResult": True, "reason": reason}
    return {
        "status": "ok",
        "tasks": len(shape["ops"]),
        "totalMs": (end - start) * 1000,
        "cpuMs": (cpu_seconds() - cpu) * 1000,
        "phasesMs": {"build": (built - start) * 1000, "run": (end - built) * 1000},
        "peakBytes": peak(),
    }


def main():
    job = json.loads(sys.argv[1])
    try:
        outcome = measure(job)
    except RecursionError:
        outcome = {"status": "failed", "reason": "stack overflow"}
    except MemoryError:
        outcome = {"status": "failed", "reason": "out of memory"}
    with open(job["resultFile"], "w") as file:
        json.dump(outcome, file)


main()

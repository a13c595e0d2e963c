"""Prints the reports of the suite as one table, a line for each case and a column for each agent.

Takes the paths of index.json files. What is neither OK nor informational is named on the standard
error, and ends the program with 1.
"""

import io
import json
import sys

PASSED = ("OK", "INFORMATIONAL")


def verdict(result):
    behavior, close = result["behavior"], result["behaviorClose"]
    return behavior if behavior == close else behavior + "/" + close


def main(paths):
    agents = []
    table = {}
    for path in paths:
        with io.open(path, encoding="utf-8") as report:
            for agent, cases in json.load(report).items():
                agents.append(agent)
                for case, result in cases.items():
                    table.setdefault(case, {})[agent] = verdict(result)
    print(" ".join(["case"] + agents))
    bad = 0
    for case in sorted(table, key=lambda c: [int(n) for n in c.split(".")]):
        row = [table[case].get(agent, "MISSING") for agent in agents]
        print(" ".join([case] + row))
        for agent, found in zip(agents, row):
            if not all(part in PASSED for part in found.split("/")):
                bad += 1
                sys.stderr.write("autobahn: %s, case %s: %s\n" % (agent, case, found))
    sys.stderr.write(
        "autobahn: %d cases, %d agents, %d verdicts not OK\n" % (len(table), len(agents), bad))
    return 0 if table and not bad else 1


sys.exit(main(sys.argv[1:]))

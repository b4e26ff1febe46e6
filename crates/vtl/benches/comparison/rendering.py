"""How long airspeed-ext takes for the template of the benchmark, with trivial objects."""

import sys
import time

import airspeed


class Input:
    def path(self, path):
        return "it's vanilla" if path == "$.flavour" else 3

    def params(self, name):
        return "corner"


class Util:
    def escapeJavaScript(self, text):
        return text.replace("\\", "\\\\").replace("'", "\\'").replace('"', '\\"').replace("/", "\\/")


source = open(sys.argv[1]).read()
template = airspeed.Template(source)
values = {"input": Input(), "util": Util()}

def once():
    start = time.perf_counter()
    template.merge(values)
    return time.perf_counter() - start


rounds = [once() * 1e6 for _ in range(20000)]
print(f"airspeed-ext: render {min(rounds):.0f} us (mean {sum(rounds) / len(rounds):.0f} us)")

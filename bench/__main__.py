"""`python -m bench [interpreter] [web]`: run the benchmarks, or those that are named."""

from __future__ import annotations

import sys

from bench import interpreter, web

BENCHMARKS = {"interpreter": interpreter.run, "web": web.run}


def main(names: list[str]) -> int:
    """Run benchmarks and print what they measured.

    Args:
        names: which; none for all.
    """
    unknown = set(names) - set(BENCHMARKS)
    if unknown:
        print(f"no such benchmark: {', '.join(sorted(unknown))}. There are: {', '.join(BENCHMARKS)}.")
        return 2
    for name in names or BENCHMARKS:
        print(f"## {name}\n")
        BENCHMARKS[name]()
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

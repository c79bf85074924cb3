"""Every benchmark, one after the other: `make bench`."""

from __future__ import annotations

from tests.benchmarks import coldstart, colors, imaging, operations, signing, voice


def main() -> None:
    for benchmark in (coldstart, signing, imaging, colors, operations, voice):
        benchmark.main()
        print()


if __name__ == "__main__":
    main()

"""How long do the main operations take, whole and over HTTP, beside the bare SQL that they cannot do without? (docs/bench.md)"""

"""Histories: long random uses of the whole system, against the specification written down again.

A history is what two owners, their clients, S3, SQS and the reconciler do, one thing after the
other, in any order. The handlers get the raw events that they get in AWS; `spec` says in plain
dictionaries what has to be true; after every step the buckets and the table are compared with it,
and at the end of a history everything that can be asked for. `python -m tests.histories` runs many.
"""

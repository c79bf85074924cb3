"""Every AWS call of every handler fails in every way, and nothing may be lost, left or shown.

A handler runs in a process of its own (victim.py). Its requests come over a pipe to the tests'
process (process.py, wire.py), where moto answers them, or where they get lost on their way, or
where the process is killed. Then the message is delivered again, or the request repeated, and the
reconciler sweeps; then rows, objects, counters and what the CDN holds must tell one story
(verdicts.py).
"""

"""The whole of Darkroom on one machine, as AWS would run it: `python -m infra.local`.

`template.yaml` is the only source of what there is: routes, functions, buckets, table, queues,
schedules. Nothing here is deployed.
"""

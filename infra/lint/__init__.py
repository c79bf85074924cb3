"""House rules of the template, as cfn-lint rules: `cfn-lint` loads every file here.

Rules see the template as SAM expands it, so they judge what will be deployed. cfn-lint imports each
file on its own, by its path: a file here imports nothing of ours.
"""

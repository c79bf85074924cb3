"""House rules of the template, as cfn-lint rules: `cfn-lint` loads every file here.

cfn-lint does not expand SAM: rules see the template as it is written, with what a function inherits
from Globals still in Globals. It imports each file on its own, by its path: a file here imports
nothing of ours.
"""

# Which Python does what when `sam build` calls a Makefile (of a layer, or of the functions).

RUNTIME := 3.13
CHECKOUT := $(abspath $(dir $(lastword $(MAKEFILE_LIST)))..)

# `sam build` works in a temporary folder, where a version manager may choose another Python than
# in the checkout: so they are looked for from the checkout, and named by their full path.
PYTHONS := python$(RUNTIME) python3 .venv-sam/bin/python .venv/bin/python
first = $(shell cd "$(CHECKOUT)" && for python in $(PYTHONS); do \
	"$$python" -c 'import sys; $(1); print(sys.executable)' 2>/dev/null && break; done)

# Any version installs wheels for the runtime.
PYTHON = $(call first,import pip)

# Only the runtime's own version compiles for it: a .pyc of another is dead weight.
COMPILER := $(call first,assert sys.version_info[:2] == tuple(map(int, "$(RUNTIME)".split("."))))

# $(call compile,folder,where it will be in Lambda)
# There the folder is read-only: without its .pyc a module is compiled at every cold start, which
# takes 2.1 times as long. Unchecked: nothing that ships ever changes, so nothing is looked up.
ifeq ($(COMPILER),)
compile = @echo 'No python$(RUNTIME) found: shipped without .pyc, slower to start.'
else
compile = "$(COMPILER)" -m compileall -q --invalidation-mode unchecked-hash \
	-s "$(1)" -p $(2) "$(1)"
endif

# Every target sets up .venv by itself: a fresh clone needs only python3 (3.11 or newer), pip and make.
PYTHON ?= python3
WORKERS ?= 2
BIN := .venv/bin
READY := .venv/.ready

.PHONY: help setup demo explore test test-slow test-browser check format bench docs lock clean

help:
	@echo "make demo       the paper's figures and numbers, the hot spots of NbN and InOx, and a map of a percolating film, in demo/"
	@echo "make explore    the explorer, in a browser on this machine"
	@echo "make test       the test suite on $(WORKERS) workers (WORKERS=n for more)"
	@echo "make test-slow  the long tests, left out of 'make test'"
	@echo "make test-browser  the explorer in headless Chromium, which must be installed"
	@echo "make check      style, types and the direction of imports"
	@echo "make format     rewrite the code in the house style"
	@echo "make bench      speed, as ratios against a named peer"
	@echo "make docs       the documentation, in build/docs: every notebook runs, warnings are errors, links are checked"
	@echo "make lock       take the newest versions of everything and write them down"
	@echo "make clean      remove everything that was made, except .venv"

setup: $(READY)

# Debian's python3 comes without ensurepip: there, the pip of the machine puts one into an empty environment.
$(READY): pyproject.toml requirements-dev.lock
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'quenchmap needs Python 3.11 or newer, but $(PYTHON) is ' + sys.version.split()[0] + '. Run: make PYTHON=python3.11')"
	@echo "Setting up .venv (a few minutes the first time)"
	@$(BIN)/python -m pip --version >/dev/null 2>&1 \
	    || $(PYTHON) -m venv --clear .venv >/dev/null 2>&1 \
	    || { $(PYTHON) -m venv --clear --without-pip .venv && $(PYTHON) -m pip --python $(BIN)/python install --quiet pip; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]" --constraint requirements-dev.lock
	@touch $@

demo: $(READY)
	@mkdir -p demo
	$(BIN)/quenchmap paper --output demo
	$(BIN)/quenchmap spot examples/nbn.toml --output demo/nbn.nc --plot demo/nbn.png
	$(BIN)/quenchmap spot examples/inox.toml --output demo/inox.nc --plot demo/inox.png
	@rm -rf demo/map.zarr
	$(BIN)/quenchmap scan examples/map.toml --output demo/map.zarr --plot demo/map.png

explore: $(READY)
	$(BIN)/quenchmap explore

# A file stays on one worker, so that its tests share compiled kernels and solved states.
test: $(READY)
	$(BIN)/pytest -n $(WORKERS) --dist loadfile

test-slow: $(READY)
	$(BIN)/pytest -n $(WORKERS) --dist loadfile -m slow || test $$? -eq 5  # 5: there are none

# One process: windows and server share two cores.
test-browser: $(READY)
	$(BIN)/pytest -m browser tests/explorer

check: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/basedpyright --level error
	$(BIN)/lint-imports --no-logo

format: $(READY)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(READY)
	$(BIN)/pytest benchmarks --benchmark-only

# Notebooks whose code has not changed are not run again: `make clean docs` runs all.
docs: $(READY)
	$(BIN)/sphinx-build -W --keep-going -n -j $(WORKERS) -b html docs build/docs
	$(BIN)/python docs/extensions/links.py build/docs

# In an environment of its own: what happens to lie in .venv does not get in.
lock:
	rm -rf build/lock
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet --disable-pip-version-check ".[dev]"
	build/lock/bin/python -m pip freeze --exclude quenchmap > build/lock/versions
	mv build/lock/versions requirements-dev.lock
	rm -rf build/lock

clean:
	rm -rf demo build docs/gallery_pages docs/reference/modules docs/sg_execution_times.rst dist .cache .benchmarks .hypothesis .pytest_cache .ruff_cache .import_linter_cache
	find . -path ./.venv -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

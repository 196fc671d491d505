# Stillhunt. `make` alone lists what there is.
SHELL       := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
export GOFLAGS := -mod=readonly
export CGO_ENABLED := 1

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
LDFLAGS := -X github.com/stillhunt/stillhunt/app.commit=$(VERSION)
# A count, not a time: a deadline may end a worker in mid-run and fail a sound target (golang/go#75804).
FUZZTIME ?= 20000x
POOLS ?= ../shared/data
LIVE ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/stillhunt/live
PROMPTS := $(wildcard $(POOLS)/benign_prompts.jsonl.gz $(POOLS)/harvest_prompts.jsonl.gz)

.PHONY: help build demo demo-case demo-cluster test vet fuzz tools live bench bench-large scoreboard smoke fit docs vuln clean

help: ## list what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

build: ## build bin/stillhunt
	go build -trimpath -ldflags '$(LDFLAGS)' -o bin/stillhunt ./cmd/stillhunt

demo: build ## make the quickstart range, hunt it, and say where the report is
	rm -rf demo
	bin/stillhunt range generate quickstart -o demo/range
	bin/stillhunt hunt demo/range --accounts demo/range/accounts.jsonl --out demo/hunt
	bin/stillhunt range score --truth demo/range demo/hunt

demo-case: demo ## seal one of the two campaigns that are found there, verify it, and say where the letter is
	bin/stillhunt case seal demo/hunt "$$(sed -n 's/^ *"id": "\(.*\)",/\1/p' demo/hunt/campaigns.json | head -1)" -o demo/case.dossier
	bin/stillhunt case verify demo/case.dossier --key "$$(bin/stillhunt case key)"
	bin/stillhunt case letter demo/case.dossier

demo-cluster: build ## three ClickHouse nodes, workers and a hunt on loopback, compared with one without
	scripts/clickhouse $(LIVE)/clickhouse
	go run ./proving/cluster -clickhouse $(LIVE)/clickhouse

test: tools live vet ## every test, with the race detector, and short fuzzing
	STILLHUNT_LIVE=$(LIVE) KAFKA_LIBS=$(LIVE)/kafka STILLHUNT_CLICKHOUSE=$(LIVE)/clickhouse STILLHUNT_SHARE=$(LIVE)/share go test -race -timeout 45m ./...
	STILLHUNT_SHARE=$(LIVE)/share go test ./campaign ./dossier # what is found in many worlds, every byte of a file, and
	go test -run TestCommittedWeights ./proving/fit # a refit: too slow under the race detector
	$(MAKE) --no-print-directory fuzz

vet: ## gofmt, go vet, staticcheck
	@test -z "$$(gofmt -l .)" || { echo "not gofmt-ed:"; gofmt -l .; exit 1; }
	go vet ./...
	go tool staticcheck ./...

fuzz: ## each fuzz target, FUZZTIME runs of it
	@grep -rlE '^func Fuzz' --include='*_test.go' . | sort | while read -r file; do \
	  sed -nE 's/^func (Fuzz[A-Za-z0-9_]*)\(.*/\1/p' "$$file" | while read -r target; do \
	    echo "fuzz $$file $$target"; go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) "$$(dirname "$$file")" < /dev/null; done; done

tools: ## what the tests need beside Go: Debian's Chromium
	scripts/tools

live: ## install the real tools that the live tests hunt behind: LiteLLM, OpenTelemetry, Kafka, ClickHouse, STIX, TAXII, MISP
	scripts/live $(LIVE)

bench: build ## measure speed, memory and growth against the floor; writes docs/performance.md
	go run ./proving/bench $(BENCH)

bench-large: build ## the same of 28.8 and 151 million exchanges, 1 million accounts; needs 25 GB of disk
	go run ./proving/bench -only large $(BENCH)

scoreboard: build ## measure accuracy over seeds, beside others' rules; goes on where it stopped
	for suite in published look-alikes evasive mimic first; do \
	  bin/stillhunt range run $$suite --baselines --cache .range $(addprefix --prompts ,$(PROMPTS)) --out docs/scoreboard.md || exit 1; done

smoke: build ## the range's smallest suite: what CI runs
	bin/stillhunt range run smoke --baselines

fit: ## fit the text weights anew from ../shared/data
	go run ./proving/fit

docs: ## generate docs/detectors and the tables of docs/record.md
	go run ./internal/docs

vuln: ## known vulnerabilities of what we depend on (needs its database)
	go run golang.org/x/vuln/cmd/govulncheck@v1.1.4 ./...

clean: ## remove what was built
	rm -rf bin demo demo-cluster

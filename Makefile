# dezero-trace: every task of the project.
#
#   make demo            record the programs of the book and report what leaked (start here)
#   make test            build and run all tests
#   make build           build for debugging
#   make release         build optimised
#   make install         build optimised and install the command, its man page and completions (PREFIX=/usr/local)
#   make uninstall       take away what make install put there
#   make dist            a release for Linux on x86-64: dist/dezero-trace-VERSION-linux-x86_64.tar.gz
#   make wheel           the same for pip: dist/dezero_trace-VERSION-py3-none-manylinux_*_x86_64.whl
#   make test-packaging  what is quickly known of both, without building them
#   make check-packages  install both as a user would, by every CPython here, and use them (minutes; asks PyPI)
#   make format          format the sources in place
#   make lint            check the format
#   make docs            build the reference documentation; a broken link is an error
#   make reports         write the sample reports anew: reports/standard-suite.txt, .json and .html
#   make check-reports   fail if the sample reports are stale
#   make screenshots     photograph a page anew, light and dark: reports/page-*.png
#   make gate            fail if the standard suite is worse than fixtures/baseline.json
#   make baseline        record that baseline anew
#   make examples        build and test the examples under Examples
#   make api             fail where a library no longer offers what it did at the last tag (BASELINE=revision)
#   make coverage        test, and print how many lines of each library target ran
#   make manual          write the man page anew: docs/dezero-trace.1
#   make torture         kill, damage, starve and overload the optimised tool (half an hour; FLIPS=, KILLS=, STEPS=, EVENTS=)
#   make sanitize        run the tests under the address and the thread sanitizer (two full builds)
#   make valgrind        look for memory that a recording and a report lose
#   make check           exactly what CI runs: test, lint, test-packaging, check-reports, gate, examples, api, docs
#   make bench           measure what one waits for beside CPython and SQLite (minutes): writes reports/benchmarks.md;
#                        make bench QUICK=1 tries it at a tenth of the sizes, and only prints
#   make fuzz            every operation on every kind of value and 20,000 random programs beside CPython 3.11,
#                        the advice on 200 random programs that leak, 100,000 mutated programs and as many streams
#                        (COUNT=20000 ADVICE=200 TEXTS=100000 FIRST=seed PYTHON=python3)
#   make swift-cases     programs made after public reports of Swift leaks, in tests and by `record --`, debug and optimised
#   make swift-graphs    4,000 random graphs of real Swift objects, debug and optimised (GRAPHS=4000)
#   make observed        real programs plain and observed by every interpreter here, 200 random ones beside their simulation
#   make realworld       published Python packages and Swift programs, unmodified: writes reports/realworld.md
#   make clean           remove what was built and the recording of the demo
#
# A Swift 6.3 toolchain is all it needs; libsqlite3-dev is installed where it is missing, graphviz for the sample page,
# chromium for the screenshots.

SWIFT ?= swift
PREFIX ?= /usr/local
SHARE = $(DESTDIR)$(PREFIX)/share
TOOL := .build/debug/dezero-trace
DEMO := demo.sqlite
PYTHON ?= python3
PYTHONS ?=
COUNT ?= 20000
ADVICE ?= 200
TEXTS ?= 100000
FIRST ?=
GRAPHS ?= 4000
BASELINE ?=
DOCUMENTED := TraceModel ReferenceCounting Programs Dezero ObjectPrograms Scenarios CPython SwiftSource Streams \
    TraceStore LeakAnalysis Inspection DesignAdvice RegressionGate Reporting GateReporting PageReporting \
    HeapExpectations DezeroTraceTesting DezeroTraceXCTest
FORMATTED := Package.swift Sources Tests Examples Benchmarks/Package.swift Benchmarks/Sources
# With the standard library inside, the installed binary needs no toolchain.
STATIC := $(if $(filter Linux,$(shell uname)),--static-swift-stdlib)
# What --version says of a build beside its version.
# Nothing, where these files lie in a clone of something else.
COMMIT = $(or $(shell [ -e .git ] && git describe --always --abbrev=12 --exclude '*' --dirty 2>/dev/null),commit not known)
TOOLCHAIN = $(shell $(SWIFT) --version 2>/dev/null | sed -n 's/.*\(Swift\) version \([0-9.]*\).*/\1 \2/p')
TOLD = DEZERO_TRACE_BUILD="$(COMMIT), $(TOOLCHAIN)$(if $(STATIC),$(comma) static)"
comma := ,

.PHONY: help demo test build release release-binary install install-files uninstall wheel dist check-packages test-packaging \
    format lint docs reports check-reports examples api coverage manual check clean sqlite gate baseline bench torture \
    sanitize valgrind fuzz swift-cases swift-graphs observed realworld screenshots graphviz chromium

help:
	@sed -n '/^#/!q; s/^# \{0,1\}//p' Makefile

demo: sqlite
	$(SWIFT) build --product dezero-trace
	@rm -f $(DEMO) $(DEMO)-wal $(DEMO)-shm
	@$(TOOL) record --quiet --database $(DEMO)
	@echo
	@$(TOOL) report --database $(DEMO)
	@echo
	@echo "The recording is $(CURDIR)/$(DEMO)."
	@echo "Look closer: $(TOOL) steps cycle/strong --database $(DEMO)"

build: sqlite
	$(SWIFT) build

# Programs of the real Python and of the real Swift are run by themselves, last: beside everything else they take the
# processor from tests that wait, and these have limits of time.
REAL := ^SourceTests|SwiftProgramTests|PytestTests|UndisturbedTests|ExplainTests|AdviseCommandTests|ObservedCommandTests|ObservedHoldersTests|DezeroTraceTestingTests
# Two at a time, each from its beginning to its end: all begun at once, a test that waits for another program gets the
# processor back when every other test has had its turn.
TESTS := SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=2 $(SWIFT) test --skip-build

test: sqlite
	$(SWIFT) build --build-tests
	$(TESTS) --skip "$(REAL)"
	$(TESTS) --filter "$(REAL)"

release: sqlite
	$(TOLD) $(SWIFT) build -c release --product dezero-trace $(STATIC)
	$(SWIFT) build -c release --product DezeroTracePreload $(STATIC)

install: release
	@$(MAKE) --no-print-directory install-files BINARY=.build/release/dezero-trace \
	    PRELOAD=.build/release/libDezeroTracePreload.so

# The command, the library that it preloads into Swift programs, its man page, and what bash, zsh and fish need to complete
# it. What is added here is added to INSTALLED.
INSTALLED := bin/dezero-trace lib/dezero-trace/libDezeroTracePreload.so share/man/man1/dezero-trace.1 share/bash-completion/completions/dezero-trace \
    share/zsh/site-functions/_dezero-trace share/fish/vendor_completions.d/dezero-trace.fish
install-files:
	install -d "$(SHARE)/man/man1" "$(SHARE)/bash-completion/completions" "$(SHARE)/zsh/site-functions" \
	    "$(SHARE)/fish/vendor_completions.d" "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/lib/dezero-trace"
	install -m 755 "$(BINARY)" "$(DESTDIR)$(PREFIX)/bin/dezero-trace"
	[ ! -e "$(PRELOAD)" ] || install -m 644 "$(PRELOAD)" "$(DESTDIR)$(PREFIX)/lib/dezero-trace/libDezeroTracePreload.so"
	install -m 644 docs/dezero-trace.1 "$(SHARE)/man/man1/dezero-trace.1"
	"$(BINARY)" --generate-completion-script bash >"$(SHARE)/bash-completion/completions/dezero-trace"
	"$(BINARY)" --generate-completion-script zsh >"$(SHARE)/zsh/site-functions/_dezero-trace"
	"$(BINARY)" --generate-completion-script fish >"$(SHARE)/fish/vendor_completions.d/dezero-trace.fish"
	chmod 644 "$(SHARE)/bash-completion/completions/dezero-trace" "$(SHARE)/zsh/site-functions/_dezero-trace" \
	    "$(SHARE)/fish/vendor_completions.d/dezero-trace.fish"

uninstall:
	rm -f $(INSTALLED:%="$(DESTDIR)$(PREFIX)/%")
	-rmdir "$(DESTDIR)$(PREFIX)/lib/dezero-trace"

# A release is built in a folder of its own, by flags of its own: a full build, which leaves the others alone.
DIST := .build-dist
# The compiler writes how long the path of a file is into the program, where it would tell of a closure that outlives its
# call: so the folder's path is always of the same length, 100 bytes, unless this one's is longer.
SCRATCH = $(CURDIR)/$(DIST)/$(shell path="$(CURDIR)/$(DIST)/" && LC_ALL=C && \
    printf '%*s' $$(($${#path} < 99 ? 100 - $${#path} : 1)) '' | tr ' ' _)
VERSION := $(shell sed -n 's/.*static let current = "\(.*\)"/\1/p' Sources/dezero-trace/Version.swift)
ARCHIVE := dezero-trace-$(VERSION)-linux-x86_64
# Everything in it has the time of the commit, so that one commit gives the same bytes.
SOURCE_DATE_EPOCH ?= $(shell [ -e .git ] && git log -1 --format=%ct 2>/dev/null)

# In a folder with nothing but archives the linker finds these instead of shared libraries: SQLite, and the C++ library of
# the standard library and ICU. Messages of C name their files: without the folder that they were built in. What is removed
# behind the linker tells builds apart, and the program does not read it.
release-binary: sqlite
	@[ "$$(uname -sm)" = "Linux x86_64" ] || { echo "A release is built on Linux on x86-64." >&2; exit 1; }
	@[ -n "$(SOURCE_DATE_EPOCH)" ] || { echo "Set SOURCE_DATE_EPOCH: there is no commit to ask." >&2; exit 1; }
	@mkdir -p $(DIST)/linked
	@for name in sqlite3 stdc++; do \
	    archive=$$(clang -print-file-name=lib$$name.a) && [ -e "$$archive" ] || \
	        { echo "lib$$name.a is missing: a release has it inside." >&2; exit 1; }; \
	    ln -sf "$$archive" $(DIST)/linked/lib$$name.a; \
	done
	clang -O2 -Wall -Werror -fPIC -c Packaging/older-glibc.c -o $(DIST)/linked/older-glibc.o
	$(TOLD) $(SWIFT) build -c release --product dezero-trace $(STATIC) --scratch-path "$(SCRATCH)" \
	    -Xcc -ffile-prefix-map="$(CURDIR)/=" -Xcc -ffile-prefix-map="$(SCRATCH)/=" \
	    -Xlinker -L"$(CURDIR)/$(DIST)/linked" -Xlinker "$(CURDIR)/$(DIST)/linked/older-glibc.o"
	strip -R .note.gnu.build-id -R .swift_modhash -o $(DIST)/dezero-trace "$(SCRATCH)/release/dezero-trace"
	$(SWIFT) build -c release --product DezeroTracePreload $(STATIC) --scratch-path "$(SCRATCH)" \
	    -Xcc -ffile-prefix-map="$(CURDIR)/=" -Xcc -ffile-prefix-map="$(SCRATCH)/="
	strip -R .note.gnu.build-id -o $(DIST)/libDezeroTracePreload.so "$(SCRATCH)/release/libDezeroTracePreload.so"

wheel: release-binary
	@SOURCE_DATE_EPOCH=$(SOURCE_DATE_EPOCH) $(PYTHON) Packaging/wheel.py --binary $(DIST)/dezero-trace \
	    --preload $(DIST)/libDezeroTracePreload.so --version $(VERSION) --output dist

dist: release-binary
	@rm -rf $(DIST)/$(ARCHIVE) && mkdir -p dist
	@$(MAKE) --no-print-directory install-files BINARY=$(DIST)/dezero-trace \
	    PRELOAD=$(DIST)/libDezeroTracePreload.so DESTDIR=$(DIST)/$(ARCHIVE) PREFIX=
	@install -m 644 LICENSE NOTICE $(DIST)/$(ARCHIVE)
	@tar --format=ustar --sort=name --mtime=@$(SOURCE_DATE_EPOCH) --owner=0 --group=0 --numeric-owner \
	    --mode=u+rwX,go+rX,go-w -C $(DIST) -cf dist/$(ARCHIVE).tar $(ARCHIVE)
	@gzip -9nf dist/$(ARCHIVE).tar
	@ls -l dist/$(ARCHIVE).tar.gz

# What can be known of the packages without building them.
test-packaging:
	$(PYTHON) -m unittest -q Packaging/test_packaging.py

# What make wheel and make dist made, as they lie there.
check-packages: test-packaging
	$(PYTHON) Packaging/check.py --wheel dist/dezero_trace-$(VERSION)-*.whl --archive dist/$(ARCHIVE).tar.gz

format:
	$(SWIFT) format --in-place --recursive --parallel $(FORMATTED)

lint:
	$(SWIFT) format lint --strict --recursive --parallel $(FORMATTED)

docs: sqlite
	$(SWIFT) package generate-documentation $(DOCUMENTED:%=--target %) \
	    --enable-experimental-combined-documentation --warnings-as-errors

# Records the standard suite into a database of its own and writes both reports into the folder $(1), but for what the
# process held in memory: that is another figure every time.
define write-reports
	folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	$(TOOL) record --quiet --database "$$folder/suite.sqlite" && \
	for format in text json html; do \
	    name=$$([ $$format = text ] && echo txt || echo $$format) && \
	    $(TOOL) report --database "$$folder/suite.sqlite" --format $$format \
	        --output "$(1)/standard-suite.$$name" --force || exit; \
	done && \
	sed -i.measured 's/"residentBytes": [0-9]*/"residentBytes": null/' "$(1)/standard-suite.json" && \
	rm -f "$(1)/standard-suite.json.measured"
endef

# A page without what differs from one version of dot to the next: the drawings, and how they share the page.
undrawn = sed -e '/<svg class="graph"/,/<\/svg>/d' -e 's/<section class="pictures [a-z]*"/<section class="pictures"/'

reports: sqlite graphviz
	$(SWIFT) build --product dezero-trace
	@mkdir -p reports
	@$(call write-reports,reports)

check-reports: sqlite graphviz
	$(SWIFT) build --product dezero-trace
	@$(call write-reports,$$folder) && \
	for name in standard-suite.txt standard-suite.json; do \
	    diff -u "reports/$$name" "$$folder/$$name" || \
	        { echo "reports/$$name is stale: run make reports and commit it" >&2; exit 1; }; \
	done && \
	$(undrawn) reports/standard-suite.html >"$$folder/old.html" && \
	$(undrawn) "$$folder/standard-suite.html" >"$$folder/new.html" && \
	diff -u "$$folder/old.html" "$$folder/new.html" || \
	    { echo "reports/standard-suite.html is stale: run make reports and commit it" >&2; exit 1; }
	@echo "The sample reports are up to date."

# Records the standard suite into a database of its own and checks it, with the options $(1) beside the baseline.
define check-suite
	folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	$(TOOL) record --quiet --database "$$folder/suite.sqlite" && \
	$(TOOL) check --database "$$folder/suite.sqlite" --baseline fixtures/baseline.json $(1)
endef

gate: sqlite
	$(SWIFT) build --product dezero-trace
	@$(call check-suite,)

baseline: sqlite
	$(SWIFT) build --product dezero-trace
	@$(call check-suite,--update-baseline)

examples: sqlite
	$(SWIFT) build --product dezero-trace
	@Examples/Python/check
	@SWIFT="$(SWIFT)" Examples/check

api: sqlite
	@SWIFT="$(SWIFT)" BASELINE="$(BASELINE)" .ci/api

coverage: sqlite
	@SWIFT="$(SWIFT)" .ci/coverage

manual: sqlite
	$(SWIFT) build --build-tests
	@RECORD_GOLDEN=1 $(SWIFT) test --skip-build --filter ManualTests >/dev/null 2>&1 || true
	$(SWIFT) test --skip-build --filter ManualTests

check:
	@.ci/run

# Both C programs, the Swift one, the tool itself, and a Python with numpy and refcycle.
BENCH := Benchmarks/.build
QUICK ?=
bench: sqlite
	$(SWIFT) build -c release --package-path Benchmarks --product trace-bench
	$(SWIFT) build -c release --package-path Benchmarks --product dezero-trace
	$(SWIFT) build -c release --package-path Benchmarks --product DezeroTracePreload
	$(CC) -O2 -o $(BENCH)/insert Benchmarks/C/insert.c -lsqlite3
	$(CC) -O2 -o $(BENCH)/measure Benchmarks/C/measure.c
	@[ -x $(BENCH)/venv/bin/python ] || python3 -m venv --system-site-packages $(BENCH)/venv
	@$(BENCH)/venv/bin/python -c 'import numpy, refcycle' 2>/dev/null || \
	    $(BENCH)/venv/bin/python -m pip install --quiet numpy refcycle
	$(BENCH)/venv/bin/python Benchmarks/bench.py --bench $(BENCH)/release/trace-bench --insert $(BENCH)/insert \
	    --measure $(BENCH)/measure --tool $(BENCH)/release/dezero-trace --python $(BENCH)/venv/bin/python \
	    $(if $(QUICK),--quick,--report reports/benchmarks.md)

# The last three run on every core and print their seed. All fail when they find something; programs are shrunk first.
fuzz: sqlite
	$(SWIFT) build -c release --product fuzz
	$(PYTHON) fixtures/tools/sweep.py --batch ".build/release/fuzz answer"
	$(PYTHON) fixtures/tools/differential.py --batch ".build/release/fuzz answer" --count $(COUNT) $(FIRST:%=--first %)
	$(PYTHON) fixtures/tools/advice_truth.py --batch ".build/release/fuzz advice" --count $(ADVICE) $(FIRST:%=--first %)
	.build/release/fuzz texts fixtures/programs --count $(TEXTS) $(FIRST:%=--first %)
	.build/release/fuzz texts fixtures/streams --of streams --count $(TEXTS) $(FIRST:%=--first %)

# What leaks must be what the programs' own counts say is left. Kept apart from `make test`: 32 modules.
swift-cases:
	for configuration in debug release; do \
	    $(PYTHON) fixtures/tools/swift_cases.py .build/swift-cases --configuration $$configuration \
	        --swift $(SWIFT) || exit; \
	done

	$(SWIFT) build -c release
	$(PYTHON) fixtures/tools/swift_programs.py .build/swift-programs --tool .build/release/dezero-trace

# `make test` tries 300 of them.
swift-graphs: sqlite
	SWIFT_GRAPHS=$(GRAPHS) $(SWIFT) test --filter SwiftSourceTests
	SWIFT_GRAPHS=$(GRAPHS) $(SWIFT) test -c release -Xswiftc -enable-testing --filter SwiftSourceTests

# What is left must be the same, type by type, whether a program is simulated or runs; a program must not notice.
PROGRAMS ?= 200
observed: sqlite
	$(SWIFT) build -c release --product dezero-trace
	$(PYTHON) fixtures/tools/observed.py --tool .build/release/dezero-trace --count $(PROGRAMS) $(FIRST:%=--first %) \
	    $(if $(PYTHONS),--pythons "$(PYTHONS)")
	cd Tests/CPythonAgent && $(PYTHON) -m unittest -q
	PYTHONS="$(or $(PYTHONS),all)" $(SWIFT) test --filter "Observed|Explain|AdviseCommand|Pytest|Undisturbed"

# numpy as old as the packages want it.
REALWORLD := .build/realworld
realworld: sqlite
	$(SWIFT) build -c release --product dezero-trace
	@[ -x $(REALWORLD)/bin/pytest ] || { $(PYTHON) -m venv $(REALWORLD) && $(REALWORLD)/bin/pip install --quiet \
	    "numpy<1.24" matplotlib micrograd==0.1.0 dezero==0.0.13 tinygrad pytest; }
	$(PYTHON) fixtures/tools/realworld.py --tool .build/release/dezero-trace --python $(REALWORLD)/bin/python \
	    --report reports/realworld.md
	$(SWIFT) build -c release --product DezeroTracePreload
	$(PYTHON) fixtures/tools/realworld_swift.py --tool .build/release/dezero-trace --folder .build/realworld-swift \
	    --swift $(SWIFT) --report reports/realworld.md

# The page of the book's cycle, as the two kinds of reader see it.
screenshots: sqlite graphviz chromium
	$(SWIFT) build --product dezero-trace
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	$(TOOL) record cycle --quiet --database "$$folder/cycle.sqlite" && \
	$(TOOL) report --database "$$folder/cycle.sqlite" --format html --output "$$folder/cycle.html" && \
	for scheme in dark light; do \
	    number=$$([ $$scheme = dark ] && echo 0 || echo 1) && \
	    chromium --headless=new --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$$folder/profile" \
	        --blink-settings=preferredColorScheme=$$number --window-size=1200,900 \
	        --screenshot="$(CURDIR)/reports/page-$$scheme.png" "file://$$folder/cycle.html" 2>"$$folder/log" || \
	        { cat "$$folder/log" >&2; exit 1; }; \
	done
	@ls -l reports/page-*.png

KILLS ?= 200
STEPS ?= 5000
FLIPS ?= 10000
EVENTS ?= 0

torture: release
	$(SWIFT) build --build-tests
	KILLS=500 $(SWIFT) test --skip-build --filter PageCrashTests
	SWIFT_KILLS=500 $(SWIFT) test --skip-build --filter "SwiftProgramTests.*killed"
	python3 fixtures/torture/torture.py --kills $(KILLS) --steps $(STEPS) --flips $(FLIPS) --events $(EVENTS)

# The sanitizers cannot be mixed, and neither with the usual build. What is lost is valgrind's question: the leak checker
# takes constants behind tagged pointers for lost. Tests that measure or limit memory are not for them.
UNSANITIZED := 'FuzzTests|DezeroMemoryTests|DezeroReportTests'
sanitize: sqlite
	ASAN_OPTIONS=detect_leaks=0 $(SWIFT) test --sanitize=address --scratch-path .build-address --skip $(UNSANITIZED)
	TSAN_OPTIONS=suppressions=$(CURDIR)/fixtures/torture/tsan.supp \
	    $(SWIFT) test --sanitize=thread --scratch-path .build-thread --skip $(UNSANITIZED)

# Without debug information, of which older valgrinds cannot read what newer compilers write.
valgrind: release
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	strip -g -o "$$folder/tool" .build/release/dezero-trace && \
	check="valgrind --quiet --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite \
	    --error-exitcode=99 --suppressions=fixtures/torture/valgrind.supp $$folder/tool" && \
	$$check record dezero-square --quiet --database "$$folder/t.sqlite" && \
	for command in report runs "steps 1" "history 1 1" "why 1 1"; do \
	    $$check $$command --database "$$folder/t.sqlite" >/dev/null || exit; \
	done && \
	echo "Nothing is definitely lost."

clean:
	$(SWIFT) package clean
	rm -f $(DEMO) $(DEMO)-wal $(DEMO)-shm

# macOS has SQLite; elsewhere its header tells whether the package is there.
sqlite:
	@[ "$$(uname)" = Darwin ] || [ -e /usr/include/sqlite3.h ] || [ -e /usr/local/include/sqlite3.h ] || \
	    .ci/install libsqlite3-dev

graphviz:
	@command -v dot >/dev/null || .ci/install graphviz

chromium:
	@command -v chromium >/dev/null || .ci/install chromium

# The two commands: `make play MUSIC=~/Music` and `make test`. `make help` lists the rest.

PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
DATADIR ?= $(PREFIX)/share
TARGET := $(or $(CARGO_TARGET_DIR),target)
PROGRAM := $(TARGET)/release/tonearm

# Where rustup puts Rust, for terminals that were open before it came.
export PATH := $(PATH):$(HOME)/.cargo/bin

# As one word for the shell: names of folders hold anything.
quoted = '$(subst ','\'',$(value $(1)))'

.PHONY: help play build test lint audit install uninstall screenshot

help:
	@echo 'make play MUSIC=~/Music    build, scan that folder, open the player (without MUSIC: your music folder, or the demo)'
	@echo 'make test                  install what the tests need and run them all'
	@echo 'make build                 build $(PROGRAM)'
	@echo 'make install PREFIX=DIR    install program, manual page and completions (/usr/local; DESTDIR is respected)'
	@echo 'make uninstall PREFIX=DIR  take them away again; music, history and settings stay'
	@echo 'make lint                  format, clippy, docs, licences, shell scripts'
	@echo 'make audit                 known holes in what we build on (asks the advisory database)'
	@echo 'make screenshot            draw the pictures of the README anew'

play:
	@MAKE='$(MAKE)' scripts/play.sh $(PROGRAM) $(call quoted,MUSIC)

build:
	@scripts/needs.sh build
	@[ -e $(PROGRAM) ] || echo 'Building tonearm: about five minutes on two cores the first time, seconds after that.'
	@cargo build --release --locked --target-dir $(TARGET)

test:
	@scripts/needs.sh test
	cargo test --locked --no-fail-fast

lint:
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	RUSTDOCFLAGS='-D warnings -A rustdoc::private_intra_doc_links' cargo doc --locked --no-deps --document-private-items
	@if command -v cargo-deny >/dev/null; then cargo deny --locked check bans licenses sources; \
	else echo 'Licences not checked: cargo install --locked cargo-deny'; fi
	@if command -v shellcheck >/dev/null; then shellcheck scripts/*.sh .ci/run; \
	else echo 'Shell scripts not checked: shellcheck is not here'; fi

audit:
	cargo deny --locked check advisories

install:
	@[ -x $(PROGRAM) ] || { echo 'Not built yet. As yourself, not as root: make build' >&2; exit 1; }
	install -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(DATADIR)/man/man1 $(DESTDIR)$(DATADIR)/bash-completion/completions \
		$(DESTDIR)$(DATADIR)/zsh/site-functions $(DESTDIR)$(DATADIR)/fish/vendor_completions.d
	install -m 755 $(PROGRAM) $(DESTDIR)$(BINDIR)/tonearm
	$(PROGRAM) man > $(DESTDIR)$(DATADIR)/man/man1/tonearm.1
	$(PROGRAM) completions bash > $(DESTDIR)$(DATADIR)/bash-completion/completions/tonearm
	$(PROGRAM) completions zsh > $(DESTDIR)$(DATADIR)/zsh/site-functions/_tonearm
	$(PROGRAM) completions fish > $(DESTDIR)$(DATADIR)/fish/vendor_completions.d/tonearm.fish

uninstall:
	rm -f $(DESTDIR)$(BINDIR)/tonearm $(DESTDIR)$(DATADIR)/man/man1/tonearm.1 \
		$(DESTDIR)$(DATADIR)/bash-completion/completions/tonearm \
		$(DESTDIR)$(DATADIR)/zsh/site-functions/_tonearm $(DESTDIR)$(DATADIR)/fish/vendor_completions.d/tonearm.fish

screenshot: build
	scripts/screenshot.sh $(PROGRAM) scripts/pictures home now library

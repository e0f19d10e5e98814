#!/bin/sh
# needs.sh build|test - sees that this machine can build tonearm (build), or build and test it (test).
# Names what is missing, says what it will install and how, asks when a person is there, and installs it.
# Exit code 0: all is here. 1: something is missing still, and what to do has been said.
set -eu

purpose=${1:-build}
case $purpose in
build | test) ;;
*)
    echo "usage: needs.sh build|test" >&2
    exit 2
    ;;
esac

say() { printf '%s\n' "$*" >&2; }
has() { command -v "$1" >/dev/null 2>&1; }

# --- Rust: never installed from here, only asked for by name -----------------------------------

root=$(dirname "$0")/..
wanted=$(sed -n 's/^rust-version *= *"\([0-9]*\.[0-9]*\).*/\1/p' "$root/Cargo.toml")
found=$(rustc --version 2>/dev/null | sed -n 's/^rustc \([0-9]*\.[0-9]*\).*/\1/p') || found=

# Whether version $1 (1.95) is at least version $2.
at_least() {
    [ "${1%%.*}" -gt "${2%%.*}" ] || { [ "${1%%.*}" -eq "${2%%.*}" ] && [ "${1#*.}" -ge "${2#*.}" ]; }
}

if [ -n "$found" ] && has cargo && at_least "$found" "$wanted"; then
    :
elif has rustup; then
    say "tonearm needs Rust $wanted or newer; here is ${found:-none}. rustup brings it:"
    say "    rustup update stable && rustup default stable"
    exit 1
else
    say "tonearm needs Rust $wanted or newer; here is ${found:-none}. rustup brings it (see https://rustup.rs):"
    say "    curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh"
    exit 1
fi

# --- What the system's package manager has -----------------------------------------------------

compiles() {
    folder=$(mktemp -d) || return 1
    printf 'int main(void) { return 0; }\n' >"$folder/try.c"
    if cc -o "$folder/try" "$folder/try.c" >/dev/null 2>&1; then result=0; else result=1; fi
    rm -rf "$folder"
    return $result
}

manager=
for candidate in apt-get dnf pacman zypper brew; do
    if has "$candidate"; then
        manager=$candidate
        break
    fi
done

# The name of a need in the manager's words; empty when the manager has none.
package() {
    case $1:$manager in
    compiler:apt-get) echo "gcc libc6-dev" ;;
    compiler:*) echo "gcc" ;; # Apple's comes by another way, see below
    cmake:*) echo "cmake" ;;
    pkg-config:dnf) echo "pkgconf-pkg-config" ;;
    pkg-config:pacman) echo "pkgconf" ;;
    pkg-config:*) echo "pkg-config" ;;
    alsa:apt-get) echo "libasound2-dev" ;;
    alsa:dnf) echo "alsa-lib-devel" ;;
    alsa:pacman) echo "alsa-lib" ;;
    alsa:zypper) echo "alsa-devel" ;;
    pulseaudio:apt-get | pulseaudio:dnf | pulseaudio:zypper) echo "pulseaudio pulseaudio-utils" ;;
    pulseaudio:*) echo "pulseaudio" ;;
    esac
}

missing=
packages=
need() {
    missing="$missing${missing:+, }$2"
    packages="$packages${packages:+ }$(package "$1")"
}

compiles || need compiler "a C compiler"
has cmake || need cmake "cmake (builds the Opus decoder)"
if [ "$(uname -s)" = Linux ]; then
    has pkg-config || need pkg-config "pkg-config"
    { has pkg-config && pkg-config --exists alsa; } || need alsa "the ALSA headers (sound)"
    if [ "$purpose" = test ]; then
        { has pulseaudio && has pactl; } || need pulseaudio "PulseAudio (tests record what was played)"
    fi
fi
[ -n "$missing" ] || exit 0

say "Missing here: $missing."
if [ "$(uname -s)" = Darwin ] && ! compiles; then
    say "Apple's compiler comes with: xcode-select --install"
    exit 1
elif [ -z "$manager" ]; then
    say "I know no package manager here (apt, dnf, pacman, zypper, brew). Please install these yourself, then try again."
    exit 1
fi

# --- Say it, ask, do it ------------------------------------------------------------------------

case $manager in
apt-get) install="apt-get install -y --no-remove $packages" ;; # nothing may be taken away for it
dnf) install="dnf install -y $packages" ;;
pacman) install="pacman -S --needed --noconfirm $packages" ;;
zypper) install="zypper --non-interactive install $packages" ;;
brew) install="brew install $packages" ;;
esac

become=
if [ "$manager" != brew ] && [ "$(id -u)" -ne 0 ]; then
    become=sudo
    if ! has sudo; then
        say "As root, please run:"
        say "    $install"
        exit 1
    fi
fi

say "This installs it:"
say "    ${become:+$become }$install"
if [ -t 0 ]; then
    printf 'Go on? [Y/n] ' >&2
    read -r answer || answer=no
    case $answer in
    '' | [Yy]*) ;;
    *)
        say "Nothing was installed."
        exit 1
        ;;
    esac
elif [ -n "$become" ]; then
    become="sudo -n" # nobody is here to type a password
fi

if [ "$manager" = apt-get ]; then
    $become apt-get update -q >&2 || say "The package lists could not all be renewed; going on with what is known."
    become="${become:+$become }env DEBIAN_FRONTEND=noninteractive"
fi
# shellcheck disable=SC2086 # both are words
if ! $become $install >&2; then
    say "That failed. Please install by hand what is missing ($missing), then try again."
    # Where PipeWire is at home, PulseAudio may be kept out by it.
    [ "$purpose" != test ] || say "All tests but those that record: cargo test --locked -- --skip sound::"
    exit 1
fi

#!/bin/sh
# play.sh PROGRAM [MUSIC] - builds PROGRAM, scans a music folder and opens the player.
# Without MUSIC: the folders of the library, if it has any yet, else the user's music folder, if it holds any,
# else the demo. MAKE: what to build with.
set -eu

program=$1
music=${2:-}

say() { printf '%s\n' "$*" >&2; }

# Whether a folder holds at least one file that looks like music.
holds_music() {
    [ -d "$1" ] && [ -n "$(find -L "$1" -type f \( -iname '*.flac' -o -iname '*.mp3' -o -iname '*.m4a' -o -iname '*.ogg' \
        -o -iname '*.oga' -o -iname '*.opus' -o -iname '*.wav' -o -iname '*.aif' -o -iname '*.aiff' \) -print 2>/dev/null | head -n 1)" ]
}

# Prints the folder that this system calls the user's music, if it says so.
music_folder() {
    folder=
    if command -v xdg-user-dir >/dev/null 2>&1; then
        folder=$(xdg-user-dir MUSIC)
        [ "$folder" != "$HOME" ] || folder= # that is how it says "none"
    fi
    printf '%s\n' "${folder:-$HOME/Music}"
}

# Scanned as far as can be: exit code 3 says that some files could not be read.
scan() {
    code=0
    "$program" scan "$@" || code=$?
    case $code in
    0 | 3) ;;
    *) exit "$code" ;;
    esac
}

# A shell may leave the ~ of MUSIC=~/Music to us. Better to hear of a wrong folder before the build than after.
# shellcheck disable=SC2088 # the very point
case $music in
"~") music=$HOME ;;
"~/"*) music=$HOME/${music#"~/"} ;;
esac
if [ -n "$music" ] && [ ! -d "$music" ]; then
    say "There is no folder $music"
    exit 1
fi

"${MAKE:-make}" --no-print-directory build

if [ -n "$music" ]; then
    scan "$music"
elif "$program" roots list --json | grep -q '"path"'; then
    scan
else
    usual=$(music_folder)
    if holds_music "$usual"; then
        scan "$usual"
    else
        say "No music in $usual: opening the demo. Your own music: make play MUSIC=/the/folder"
        exec "$program" demo
    fi
fi
exec "$program"

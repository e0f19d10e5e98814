#!/bin/sh
# screenshot.sh PROGRAM OUT.png [KEY…] - draws a picture of the demo's home, at a fixed time, in a data folder of its own.
# KEYs are pressed one after the other before (names of xdotool: Down, Return, w, question …).
# Needs xvfb, xterm, xdotool, imagemagick and the DejaVu fonts; no display, no sound card.
# COLUMNSxROWS from GEOMETRY (100x30), the time from TONEARM_CLOCK.
set -eu

program=$(realpath "$1")
out=$2
shift 2

for tool in Xvfb xterm xdotool import; do
    command -v "$tool" >/dev/null || {
        echo "screenshot.sh needs $tool. On Debian: apt install xvfb xterm xdotool imagemagick fonts-dejavu-core" >&2
        exit 1
    }
done

home=$(mktemp -d)
screen=
terminal=
clean() {
    [ -z "$terminal" ] || kill "$terminal" 2>/dev/null || true
    [ -z "$screen" ] || kill "$screen" 2>/dev/null || true
    rm -rf "$home"
}
trap clean EXIT
trap 'exit 1' HUP INT TERM

export TONEARM_HOME="$home/tonearm" TONEARM_CLOCK="${TONEARM_CLOCK:-2026-05-16T10:20:00+02:00}" TZ=Europe/Berlin
# Without a sound card all sound goes nowhere, at the speed of music.
export PULSE_SERVER=none
unset TMUX STY

"$program" demo --prepare >/dev/null 2>&1

# A screen that nobody sees; Xvfb finds the number itself.
Xvfb -displayfd 3 -screen 0 1920x1200x24 -nolisten tcp 3>"$home/display" 2>/dev/null &
screen=$!
for _ in $(seq 100); do
    [ ! -s "$home/display" ] || break
    sleep 0.1
done
DISPLAY=:$(cat "$home/display")
export DISPLAY

COLORTERM=truecolor xterm -fa "DejaVu Sans Mono" -fs 11 -b 14 -bw 0 -bg '#16181d' -fg '#d7d9de' -cr '#16181d' +sb \
    -geometry "${GEOMETRY:-100x30}+0+0" -title tonearm -e "$program" demo &
terminal=$!
window=$(xdotool search --sync --onlyvisible --name '^tonearm$' | head -n 1)
xdotool mousemove 1900 1190
# Waits until the screen has stood still for so many fifths of a second.
settle() {
    last=
    still=0
    for _ in $(seq 300); do
        now=$(import -window "$window" rgb:- | cksum)
        if [ "$now" = "$last" ]; then still=$((still + 1)); else still=0; fi
        [ "$still" -lt "$1" ] || break
        last=$now
        sleep 0.2
    done
}
settle 10
for key in "$@"; do
    xdotool key --clearmodifiers "$key"
    settle 5
done
import -window "$window" -colors 64 -strip "PNG8:$out"

#!/bin/sh
# screenshot.sh PROGRAM OUT.png [KEY…] - draws a picture of the demo's home, at a fixed time, in a data folder of its own.
# KEYs are pressed one after the other before (names of xdotool: Down, Return, w, question …).
# Needs xvfb, xterm, xdotool, imagemagick, pulseaudio, the DejaVu fonts and one for Japanese; no display, no sound card.
# COLUMNSxROWS from GEOMETRY (100x30), the time from TONEARM_CLOCK.
set -eu

program=$(realpath "$1")
out=$2
shift 2

for tool in Xvfb xterm xdotool import pulseaudio; do
    command -v "$tool" >/dev/null || {
        echo "screenshot.sh needs $tool. On Debian: apt install xvfb xterm xdotool imagemagick pulseaudio fonts-dejavu-core fonts-noto-cjk" >&2
        exit 1
    }
done

home=$(mktemp -d)
started=
clean() {
    # shellcheck disable=SC2086 # numbers
    [ -z "$started" ] || kill $started 2>/dev/null || true
    wait
    rm -rf "$home"
}
trap clean EXIT
trap 'exit 1' HUP INT TERM

export TONEARM_HOME="$home/tonearm" TONEARM_CLOCK="${TONEARM_CLOCK:-2026-05-16T10:20:00+02:00}" TZ=Europe/Berlin
unset TMUX STY

# Sound that nobody hears, at the speed of music.
export PULSE_SERVER="unix:$home/sound"
HOME=$home XDG_RUNTIME_DIR=$home pulseaudio -n --daemonize=no --exit-idle-time=-1 --use-pid-file=no --log-target=null \
    -L "module-native-protocol-unix auth-anonymous=1 socket=$home/sound" -L module-null-sink >/dev/null 2>&1 &
started=$!

"$program" demo --prepare >/dev/null 2>&1

# A screen that nobody sees; Xvfb finds the number itself.
Xvfb -displayfd 3 -screen 0 1920x1200x24 -nolisten tcp 3>"$home/display" 2>/dev/null &
started="$! $started"
for _ in $(seq 100); do
    [ ! -s "$home/display" ] || break
    sleep 0.1
done
DISPLAY=:$(cat "$home/display")
export DISPLAY

COLORTERM=truecolor xterm -fa "DejaVu Sans Mono" -fs 11 -b 14 -bw 0 +sb -uc -bg '#16181d' -fg '#d7d9de' -cr '#16181d' \
    -xrm 'XTerm*color2: #8fbf7f' -xrm 'XTerm*color3: #e0b870' -xrm 'XTerm*color4: #7aa6da' \
    -xrm 'XTerm*color5: #c792c7' -xrm 'XTerm*color6: #6fc3c9' -xrm 'XTerm*color8: #8a8f99' \
    -geometry "${GEOMETRY:-100x30}+0+0" -title tonearm -e "$program" demo &
started="$! $started"
window=$(xdotool search --sync --onlyvisible --name '^tonearm$' | head -n 1)
xdotool mousemove 1900 1190 windowfocus "$window"
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
    sleep 1
done
sleep 6 # what the message line had to say has gone by then
import -window "$window" -colors 64 -strip "PNG8:$out"

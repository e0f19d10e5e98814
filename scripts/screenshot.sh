#!/bin/sh
# screenshot.sh PROGRAM DIR [home|now|library|why]... - draws these pictures of the demo (all four without a name) into DIR,
# at a fixed time, in a data folder of its own.
# Needs xvfb, xterm, xdotool, imagemagick, pulseaudio, the DejaVu fonts and one for Japanese; no display, no sound card.
# COLUMNSxROWS from GEOMETRY (160x45), the time from TONEARM_CLOCK.
set -eu

program=$(realpath "$1")
out=$2
shift 2
[ $# -gt 0 ] || set -- home now library why
mkdir -p "$out"

for tool in Xvfb xterm xdotool import pulseaudio; do
    command -v "$tool" >/dev/null || {
        echo "screenshot.sh needs $tool. On Debian: apt install xvfb xterm xdotool imagemagick pulseaudio fonts-dejavu-core fonts-noto-cjk" >&2
        exit 1
    }
done

home=$(mktemp -d -t tonearm.XXXXXX)
started=
clean() {
    # shellcheck disable=SC2086 # numbers
    [ -z "$started" ] || kill $started 2>/dev/null || true
    wait
    rm -rf "$home"
}
trap clean EXIT
trap 'exit 1' HUP INT TERM

export HOME="$home" TONEARM_HOME="$home/tonearm" TONEARM_CLOCK="${TONEARM_CLOCK:-2026-05-16T10:20:00+02:00}" TZ=Europe/Berlin
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

# xterm takes COLORTERM away from what it runs.
xterm -fa "DejaVu Sans Mono" -fs 10 -b 10 -bw 0 +sb -uc -bg '#16181d' -fg '#d7d9de' -cr '#16181d' \
    -geometry "${GEOMETRY:-160x45}+0+0" -title tonearm \
    -e env COLORTERM=truecolor TERM=xterm-256color "$program" demo &
started="$! $started"
window=$(xdotool search --sync --onlyvisible --name '^tonearm$' | head -n 1)
xdotool mousemove 1900 1190 windowfocus "$window"

press() {
    for key in "$@"; do
        xdotool key --clearmodifiers "$key"
        sleep 0.5
    done
}

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
press Down Down Return # an album plays
sleep 6                # what the message line had to say has gone by then
for picture in "$@"; do
    case $picture in
    home) press 1 g g Down Down ;;
    now) press 0 ;;
    library) press 2 Down Down Down Down Down l ;;
    why) press 0 W ;;
    *)
        echo "screenshot.sh: no picture is called $picture" >&2
        exit 2
        ;;
    esac
    sleep 2 # the cover has come by then
    import -window "$window" -colors 128 -strip -define png:compression-level=9 "PNG8:$out/$picture.png"
    press Escape
done

#!/usr/bin/env bash
# Runs the Wirespeed command line tool, building it first when its sources have changed.
#
#   JAVA_HOME      the JDK to build and run with (default: the java on the PATH)
#   WS_JAVA_OPTS   options for the Java virtual machine, separated by spaces

set -euo pipefail

fail() {
  echo "ws: $*" >&2
  exit 1
}

self=${BASH_SOURCE[0]}
while [[ -L $self ]]; do
  link=$(readlink -- "$self")
  if [[ $link == /* ]]; then
    self=$link
  else
    self=$(dirname -- "$self")/$link
  fi
done
root=$(cd -P -- "$(dirname -- "$self")" && pwd)
target=$root/cli/target
stamp=$target/ws.stamp

if [[ -n ${JAVA_HOME:-} ]]; then
  java=$JAVA_HOME/bin/java
  [[ -x $java ]] || fail "JAVA_HOME is set to $JAVA_HOME, but there is no java in it"
else
  java=$(command -v java) || fail "no java found; install JDK 17 or newer, or set JAVA_HOME"
fi

stale() {
  [[ -e $stamp ]] || return 0
  # Directories count too: their time changes when a file is removed.
  local newer
  newer=$(find "$root/pom.xml" "$root"/{core,server,examples,bench,cli,conformance}/pom.xml \
    "$root"/{core,server,examples,bench,cli}/src/main -newer "$stamp" -print -quit 2>/dev/null) || true
  [[ -n $newer ]]
}

build() {
  local first=$1 mvn javac log reason="sources changed"
  mvn=$(command -v mvn) || fail "no mvn found; install Maven 3.8 or newer"
  if [[ -n ${JAVA_HOME:-} ]]; then
    javac=$JAVA_HOME/bin/javac
    [[ -x $javac ]] || fail "JAVA_HOME is set to $JAVA_HOME, but there is no javac in it"
  else
    command -v javac >/dev/null || fail "no javac found; install JDK 17 or newer, or set JAVA_HOME"
  fi
  if [[ $first == yes ]]; then
    reason="first run only"
  fi
  echo "ws: building ($reason)..." >&2

  # The stamp carries the time of the start: what is edited during the build is stale after it.
  # The old class path goes first, so that no jar of an earlier version stays in it.
  rm -rf -- "$stamp" "$target/lib"
  mkdir -p -- "$target"
  touch -- "$stamp.new"
  log=$target/ws.log
  if ! (cd -- "$root" && "$mvn" -q -B -Dmaven.test.skip=true -Dspotless.check.skip=true \
    -pl cli -am package) >"$log" 2>&1 </dev/null; then
    cat -- "$log" >&2
    fail "the build failed"
  fi
  mv -- "$stamp.new" "$stamp"
}

if stale; then
  first=yes
  if [[ -d $target/lib ]]; then
    first=no
  fi
  if command -v flock >/dev/null; then
    # Of several started at the same time one builds and the others wait for it.
    mkdir -p -- "$target"
    exec 9>"$target/ws.lock"
    flock 9
    if stale; then
      build "$first"
    fi
    exec 9>&-
  else
    build "$first"
  fi
fi

# JLine's terminal is native code, and newer JDKs warn when that was not allowed by name.
# shellcheck disable=SC2086 # WS_JAVA_OPTS is a list of words
exec "$java" --enable-native-access=ALL-UNNAMED ${WS_JAVA_OPTS:-} \
  -cp "$target/classes:$target/lib/*" io.github.wirespeed.cli.Main "$@"

#!/usr/bin/env bash
# Installs what the tests use when they find it, on a Debian machine, beside its own packages and without
# changing them:
#
#   scripts/install-optional.sh [PART...]      (default: nvim helix emacs kate vscode pythons gdb lldb redis)
#
#   nvim          Neovim 0.12 and 0.10, the oldest that Snappoint serves
#   helix, emacs  Helix 25.07, and Emacs 30 with lsp-mode, to be run in tmux
#   kate          Kate 26, with an X server without a screen and what reads the window's text
#   vscode        the server of VS Code's web form, from npm, and Chromium
#   pythons       Python 3.14 and 3.15, with CPython's own tests
#   gdb, lldb     by which `snappoint attach` gets into programs where it can't do so by itself
#   redis         the broker of the Celery workers that `npm run test:servers` probes
#   freethreaded  Python 3.13 without the global lock, compiled from source (minutes; needs gcc and make);
#                 as python3.13t, which `npm test` does not take for a released Python
#   screenshot    what `npm run screenshot` needs besides
#
# The tools go to ${XDG_CACHE_HOME:-~/.cache}/snappoint-tools/v1/NAME/bin, where `npm test` looks. They are
# packages of newer Debian releases, unpacked there, and their programs are bound to the C library that came
# with them. A second run does nothing, unless the list of packages has changed since; delete the folder to get
# newer versions.
set -euo pipefail
export LC_ALL=C

home=${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}
tools=${XDG_CACHE_HOME:-$home/.cache}/snappoint-tools/v1

# private_apt FOLDER SUITE TYPE: makes `get`, an apt-get of the folder's own. TYPE is deb, or deb-src for sources.
private_apt() {
  local suite=$2 type=$3 apt=$1/apt mirror
  mirror=$(. /etc/os-release && apt-get indextargets --format '$(REPO_URI)' "Release: $VERSION_CODENAME" | head -n 1)
  [ -n "$mirror" ] || { echo "apt-get has no Debian mirror configured" >&2; return 1; }
  mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial" "$apt/none"
  touch "$apt/status"
  echo "$type [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$apt/sources.list"
  # An empty list of installed packages makes apt resolve the whole closure, the C library included.
  get=(apt-get -qq -y
    -o "Dir::Etc::SourceList=$apt/sources.list" -o "Dir::Etc::SourceParts=$apt/none"
    -o Dir::Etc::Preferences=/dev/null -o "Dir::Etc::PreferencesParts=$apt/none"
    -o "Dir::State=$apt/state" -o "Dir::State::status=$apt/status" -o "Dir::Cache=$apt/cache"
    -o Dir::Cache::pkgcache=pkgcache.bin -o Acquire::GzipIndexes=false -o Acquire::Languages=none
    -o Acquire::Retries=3 -o "APT::Sandbox::User=$(id -un)" -o APT::Install-Recommends=false
    -o Debug::NoLocking=true -o APT::Update::Post-Invoke::= -o APT::Update::Post-Invoke-Success::=)
  "${get[@]}" update
}

# fetch FOLDER SUITE PACKAGE...: unpacks packages, and everything they depend on, into FOLDER.
fetch() {
  local folder=$1 suite=$2 apt=$1/apt get
  shift 2
  private_apt "$folder" "$suite" deb
  "${get[@]}" --download-only install "$@"
  find "$apt/cache/archives" -name '*.deb' -print0 |
    xargs -0 -P "$(nproc)" -I{} dpkg-deb --extract {} "$folder"
  rm -rf "$apt"
}

# bind FOLDER PROGRAM...: makes unpacked programs use the C library and the libraries of their own folder,
# whoever starts them. (An environment variable would reach the language server that an editor starts.)
bind() {
  local folder=$1 libraries program
  shift
  libraries=$(dirname "$(echo "$folder"/usr/lib/*/libc.so.6)")
  # patchelf 0.14; programs that 0.18 has changed don't all run.
  [ -x "$tools/patchelf/usr/bin/patchelf" ] || fetch "$tools/patchelf" bookworm patchelf
  for program in "$@"; do
    "$tools/patchelf/usr/bin/patchelf" --set-interpreter "$(echo "$libraries"/ld-linux*.so.*)" \
      --force-rpath --set-rpath "$libraries" "$folder/usr/bin/$program"
    "$folder/usr/bin/$program" --version | head -n 1
  done
}

# is_there NAME WHAT: true when exactly this is installed. `bin` is made last, so that it means that the rest is there.
is_there() {
  [ -d "$tools/$1/bin" ] && [ "$(cat "$tools/$1/packages" 2>/dev/null)" = "$2" ] && echo "$tools/$1: there"
}

# begin NAME: an empty folder for the tools called so; sets `folder`.
begin() {
  folder=$tools/$1
  rm -rf "$folder"
  mkdir -p "$folder/new"
}

# finish WHAT: `folder` is complete.
finish() {
  echo "$1" >"$folder/packages"
  mv "$folder/new" "$folder/bin"
  echo "$folder: installed"
}

# provide NAME SUITE PACKAGES PROGRAM...: programs that need nothing but to be bound.
provide() {
  local name=$1 suite=$2 packages=$3 program folder
  shift 3
  is_there "$name" "$packages" && return
  begin "$name"
  # The packages are words.
  # shellcheck disable=SC2086
  fetch "$folder" "$suite" $packages
  bind "$folder" "$@"
  ln -s usr/lib "$folder/lib" # a virtual environment looks for Python's library beside `bin`
  for program in "$@"; do ln -s "../usr/bin/$program" "$folder/new/$program"; done
  finish "$packages"
}

# launcher PROGRAM: a program of `folder` that is the shell script on the standard input.
launcher() {
  { echo '#!/bin/sh' && cat; } >"$folder/new/$1"
  chmod 755 "$folder/new/$1"
}

# Emacs looks for everything but libraries in places that were compiled in, unless it is told others. Packages of
# Lisp come as sources, which are slow to load; of lsp-mode those parts stay so that are for other servers.
provide_emacs() {
  local packages="emacs-nox elpa-lsp-mode" folder share dump elpa lisp
  is_there emacs-forky "$packages" && return
  begin emacs-forky
  # shellcheck disable=SC2086
  fetch "$folder" forky $packages
  share=$(echo "$folder"/usr/share/emacs/[0-9]*)
  dump=$(echo "$folder"/usr/libexec/emacs/*/*/emacs-*.pdmp)
  elpa=$folder/usr/share/emacs/site-lisp/elpa-src
  lisp=$share/lisp$(printf ':%s' "$elpa"/*)
  EMACSDATA=$share/etc EMACSLOADPATH=$share/lisp EMACSPATH=$(dirname "$dump") bind "$folder" emacs-nox
  launcher emacs <<SCRIPT
export EMACSDATA='$share/etc' EMACSDOC='$share/etc' EMACSLOADPATH='$lisp' EMACSPATH='$(dirname "$dump")'
exec '$folder/usr/bin/emacs-nox' --dump-file='$dump' "\$@"
SCRIPT
  "$folder/new/emacs" --batch -Q --eval '(setq native-comp-enable-subr-trampolines nil)' -f batch-byte-compile \
    "$elpa"/{dash,f,ht,lv,markdown-mode,s,spinner}-*/*.el \
    "$elpa"/lsp-mode-*/lsp-{mode,protocol,completion,diagnostics,lens,modeline,headerline}.el >/dev/null 2>&1
  finish "$packages"
}

# Kate's libraries find each other by a path of their own, so it is started by its loader, which is told a better one.
provide_kate() {
  local packages="kate qt6-qpa-plugins" folder libraries
  is_there kate-forky "$packages" && return
  begin kate-forky
  # shellcheck disable=SC2086
  fetch "$folder" forky $packages
  libraries=$(dirname "$(echo "$folder"/usr/lib/*/libc.so.6)")
  launcher kate <<SCRIPT
export QT_PLUGIN_PATH='$libraries/qt6/plugins' XDG_DATA_DIRS='$folder/usr/share:/usr/local/share:/usr/share'
exec '$(echo "$libraries"/ld-linux*.so.*)' --argv0 kate \\
  --library-path '$libraries:$libraries/libproxy:$libraries/pulseaudio' '$folder/usr/bin/kate' "\$@"
SCRIPT
  finish "$packages"
}

# VS Code's own server out of the package code-server, whose compiled parts (terminal, search) are left out.
provide_vscode() {
  local package=code-server@4.100.3 folder
  local npm=(npm install --ignore-scripts --no-audit --no-fund --loglevel=error)
  is_there vscode "$package" && return
  begin vscode
  (cd "$folder" && "${npm[@]}" --prefix . "$package")
  (cd "$folder/node_modules/code-server/lib/vscode" && "${npm[@]}" --omit=dev)
  ln -s node_modules "$folder/node_modules/code-server/lib/vscode/node_modules.asar"
  launcher vscode-server <<SCRIPT
exec node '$folder/node_modules/code-server/lib/vscode/out/server-main.js' "\$@"
SCRIPT
  finish "$package"
}

# system PACKAGE...: packages of this system's own release, for what can't be unpacked beside it.
system() {
  dpkg --status "$@" >/dev/null 2>&1 && return
  [ "$(id -u)" = 0 ] || { echo "needed and not there; as root: apt-get install $*" >&2; return 1; }
  apt-get -qq update
  DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends "$@" >/dev/null
}

# compile NAME SUITE SOURCE PROGRAM OPTION...: builds a Python from the suite's source package, as its authors
# published it, with these options of its `configure`. Only PROGRAM gets into `bin`.
compile() {
  local folder=$tools/$1 suite=$2 source=$3 program=$4 get
  shift 4
  [ -d "$folder/bin" ] && { echo "$folder: there"; return; }
  rm -rf "$folder"
  private_apt "$folder" "$suite" deb-src
  mkdir "$folder/source"
  # Joined by hand: `set -e` has no effect where a failure is handled.
  (
    cd "$folder/source" &&
      "${get[@]}" --download-only source "$source" &&
      tar --extract --strip-components=1 --file "$source"_*.orig.tar.* &&
      ./configure --quiet --prefix="$folder/usr" "$@" &&
      make --silent -j "$(nproc)" &&
      make --silent install
  ) >"$folder/log" 2>&1 || { tail -n 20 "$folder/log" >&2; return 1; }
  rm -rf "$folder/apt" "$folder/source"
  mkdir "$folder/new"
  ln -s "../usr/bin/$program" "$folder/new/$program"
  mv "$folder/new" "$folder/bin"
  "$folder/bin/$program" -VV
}

[ $# -gt 0 ] || set -- nvim helix emacs kate vscode pythons gdb lldb redis
for part in "$@"; do
  case $part in
  nvim)
    system tmux
    provide neovim-forky forky neovim nvim
    provide neovim-trixie trixie neovim nvim
    ;;
  helix)
    system tmux
    provide helix-forky forky hx hx
    ;;
  emacs)
    system tmux
    provide_emacs
    ;;
  kate)
    system xvfb dbus-daemon at-spi2-core python3-gi gir1.2-atspi-2.0 xdotool imagemagick fonts-dejavu-core
    provide_kate
    ;;
  vscode)
    system chromium fonts-dejavu-core
    provide_vscode
    ;;
  pythons)
    provide python-forky forky "python3.14 python3.15 libpython3.14-testsuite libpython3.15-testsuite" \
      python3.14 python3.15
    ;;
  freethreaded)
    compile python-freethreaded forky python3.13 python3.13t \
      --disable-gil --disable-test-modules --without-ensurepip
    ;;
  gdb)
    provide gdb trixie gdb-minimal gdb
    ;;
  lldb)
    # It looks for its server and for Python's modules in places that were compiled in.
    system lldb
    ;;
  redis)
    provide redis trixie redis-server redis-server
    ;;
  screenshot)
    system xvfb xterm imagemagick fonts-dejavu-core
    ;;
  *)
    echo "usage: $0 [nvim|helix|emacs|kate|vscode|pythons|gdb|lldb|redis|freethreaded|screenshot]..." >&2
    exit 2
    ;;
  esac
done

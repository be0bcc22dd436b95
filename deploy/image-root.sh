#!/bin/sh
# image-root.sh FOLDER: makes what the image holds besides Serai's classes. A Java runtime with the modules that Serai needs, the C library of this
# machine that the runtime needs, and the folders that are written to. Needs JAVA_HOME, and a Linux with glibc; the image is for its kind of processor.
set -eu
root=$1
rm -rf "$root"
mkdir -p "$root/opt" "$root/etc" "$root/tmp" "$root/proc" "$root/dev" "$root/sys" "$root/app/data" "$root/app/inbox" "$root/app/outbox" "$root/app/failed"

"$JAVA_HOME/bin/jlink" --output "$root/opt/java" --strip-java-debug-attributes --no-man-pages --no-header-files --exclude-files='/java.desktop/lib/*.so' --add-modules \
java.base,java.compiler,java.desktop,java.instrument,java.management,java.naming,java.net.http,java.security.jgss,java.sql,jdk.crypto.ec,jdk.httpserver,jdk.jfr,jdk.management,jdk.net,jdk.unsupported,jdk.zipfs

# What the runtime's programs and libraries are linked with, under the names by which they ask for it.
find "$root/opt/java" -type f \( -name '*.so' -o -path '*/bin/java' -o -name jspawnhelper \) -exec ldd {} + 2>/dev/null \
  | sed -n -e 's/.*=> \(\/[^ ]*\).*/\1/p' -e 's/^[[:space:]]*\(\/[^ ]*\) (.*/\1/p' | grep -v "^$(readlink -f "$root")" | sort -u > "$root.libraries"
libc=$(grep '/libc\.so' "$root.libraries" | head -n 1)
# Names of hosts are looked up by libraries that are loaded by name.
for name in libnss_dns.so.2 libnss_files.so.2 libresolv.so.2; do echo "$(dirname "$libc")/$name"; done >> "$root.libraries"
while read -r library; do
  case $library in "$root"/*|*/opt/java/*) continue ;; esac
  [ -e "$library" ] || continue
  mkdir -p "$root$(dirname "$library")"
  cp -L "$library" "$root$library"
done < "$root.libraries"

# Names of files in any script need a locale in UTF-8, which the C library reads from here.
mkdir -p "$root/usr/lib/locale"
for locale in /usr/lib/locale/C.utf8 /usr/lib/locale/C.UTF-8; do [ ! -d "$locale" ] || cp -R "$locale" "$root/usr/lib/locale/"; done

echo 'root:x:0:0::/:/sbin/nologin
serai:x:10001:10001::/app:/sbin/nologin' > "$root/etc/passwd"
echo 'root:x:0:
serai:x:10001:' > "$root/etc/group"
echo 'hosts: files dns' > "$root/etc/nsswitch.conf"
cp java.options application.properties "$root/app/"
cp -R routes "$root/app/routes"
